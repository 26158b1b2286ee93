// The entry of the app: loading a file registers its function.
import './alerts';
import './control';
import './health';
import './incident';
import './incident-poison';
import './incidents';
import './look';
import './look-poison';
import './secure-alerts';
import './sweep';
import './teams';
import './watchdog';
import './weekly-report';
