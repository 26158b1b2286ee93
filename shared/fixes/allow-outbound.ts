import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { allowing, planRules } from './allow-rule';

/** Lets the documented ports out, to the documented destination. */
export const allowOutbound: Fix<'allow-outbound'> = {
  ...allowing,
  id: 'allow-outbound',
  title: text(
    'Add an outbound allow rule to the network security group',
    '네트워크 보안 그룹에 아웃바운드 허용 규칙 추가',
  ),
  source: source('appgw-backend-health', 'TCP connect error'),
  plan: planRules,
};
