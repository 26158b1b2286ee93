/**
 * What a health probe's log says, in the classes of Microsoft's article "Troubleshoot backend health issues in Application
 * Gateway". `unclassified` is anything that the article does not know.
 */
export type ProbeClass =
  | 'ok'
  | 'timeout'
  | 'dns'
  | 'tcp-connect'
  | 'http-status'
  | 'http-body'
  | 'cn-v1'
  | 'cn-v2'
  | 'cert-expired'
  | 'cert-verify'
  | 'chain-intermediate'
  | 'chain-leaf'
  | 'leaf-order'
  | 'ca-server'
  | 'ca-intermediate'
  | 'root-mismatch'
  | 'root-mismatch-noroot'
  | 'v1-cert'
  | 'unknown'
  | 'unclassified';

/** `healthProbeErrorName`, which newer API versions answer beside the text. */
const BY_NAME: Readonly<Record<string, ProbeClass>> = {
  Success: 'ok',
  SuccessWithStatusCode: 'ok',
  HttpStatusCodeMismatchWithStatusCode: 'http-status',
};

/**
 * Key phrases, the most specific first. Azure words the same cause in at least three ways, so no whole sentence is
 * compared; the order keeps a phrase from catching a longer one that contains it.
 */
const BY_PHRASE: readonly (readonly [RegExp, ProbeClass])[] = [
  [/^success\b/, 'ok'],
  [/could not be retrieved|unable to retrieve/, 'unknown'],
  [/time taken by the backend|time-?out|timed out/, 'timeout'],
  [/could not create a probe|(could not|cannot) (be )?resolve/, 'dns'],
  [/body of the backend's http response|response body/, 'http-body'],
  [/status code.*did not match|invalid status code|status code mismatch/, 'http-status'],
  [/not signed by any root certificate/, 'root-mismatch-noroot'],
  [/root certificate.*does not match/, 'root-mismatch'],
  [/intermediate certificate is missing|incomplete certificate chain/, 'chain-intermediate'],
  [/leaf certificate is missing/, 'chain-leaf'],
  [/leaf certificate is not the topmost/, 'leaf-order'],
  [/intermediate certificate is not signed/, 'ca-intermediate'],
  [/not signed by a well-known/, 'ca-server'],
  [/current date is not within|expired/, 'cert-expired'],
  [/could not be verified/, 'cert-verify'],
  [/not allowlisted/, 'v1-cert'],
  [/common name.*(probe|setting|host)/, 'cn-v2'],
  [/common name.*does not match/, 'cn-v1'],
  [/(could not|cannot|unable to) connect|connection refused/, 'tcp-connect'],
];

/** The class of a probe's log. The error name is believed before the text. */
export function classify(log: string, errorName?: string): ProbeClass {
  const named = errorName === undefined ? undefined : BY_NAME[errorName];
  if (named) return named;
  const text = normalise(log);
  return BY_PHRASE.find(([phrase]) => phrase.test(text))?.[1] ?? 'unclassified';
}

function normalise(log: string): string {
  return log
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replaceAll('**', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/\b(is|does|did)n't\b/g, '$1 not')
    .replaceAll('whitelist', 'allowlist');
}
