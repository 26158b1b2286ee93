import { az, within } from '../../model/az';
import { text, type Text } from '../../model/text';

/** How people work inside a VM that SSH does not lead to. Azure: "Azure Serial Console for Linux". */
export function byItsConsole(vm: string): Text {
  const connect = az('serial-console connect', within('name', vm));
  return text(
    `Its serial console needs no SSH: ${connect} (https://aka.ms/serialconsolelinux).`,
    `직렬 콘솔은 SSH 없이도 사용할 수 있습니다: ${connect} (https://aka.ms/serialconsolelinux).`,
  );
}
