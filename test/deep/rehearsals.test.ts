import { describeRehearsals, others } from '../rehearse';

describeRehearsals(others);
