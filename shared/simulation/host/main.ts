import { hostAlone } from './alone';

/** `node main.cjs '{"appRoot": …}'` */
void hostAlone();
