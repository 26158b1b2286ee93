import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { allowing, planRules } from './allow-rule';

/** Lets the documented ports in, from the documented source. */
export const allowInbound: Fix<'allow-inbound'> = {
  ...allowing,
  id: 'allow-inbound',
  title: text('Add an allow rule to the network security group', '네트워크 보안 그룹에 허용 규칙 추가'),
  source: source('appgw-backend-health', 'Backend health status: Unknown (network security group)'),
  plan: planRules,
};
