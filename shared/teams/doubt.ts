/**
 * What takes an approval back, speaks against it, puts it off, ties it to something, asks something, or is said to somebody else. Better
 * once too often than a change that nobody wanted.
 */
const doubt = new RegExp(
  [
    // What is asked, crossed out or marked up in a way that is not read here, and what a picture says.
    '[?<>]|&[#\\w]+;|👎|❌|❎|✖|🚫|🛑|⛔|✋|🙅',
    "n't\\b|\\b(?:ai|are|ca|could|did|do|does|had|has|have|is|must|need|should|was|were|wo|would)nt\\b",
    '\\b(?:not?|nope|nah|never|nvm|cannot|hold|cancel|wait|but|only|except|without|approve|reject|oops|sorry|hmm+)\\b',
    '\\b(?:against|bad|dangerous|risky|wrong|mistake\\w*|unsafe|unsure|unclear|questionable|doubt\\w*|disagree\\w*|disapprov\\w*|objection\\w*)\\b',
    '\\b(?:abort|declin|den(?:y|ied|ies)|forget|ignor|object(?:s|ed)?\\b|oppos|postpon|protest|refus|revert|revok|roll ?back|scratch|skip|undo|veto|withdr)',
    '^(?:stop|is|was|seems?|looks?|sounds?|would|should|could|will|may|might|must|can|needs?|makes?)\\b',
    '\\b(?:if|or|unless|whether|provided|assuming|subject to|pending|maybe|perhaps|ask|first|until|till|after|before|when|once|why|what|who|any(?:body|one)|some(?:body|one))\\b',
    '\\b(?:later|soon|tomorrow|tonight|next|morning|noon|afternoon|evening|night|midnight|weekend|eod|end of|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\\b',
    '\\b(?:at|in|by|from|around|within) (?:a|an|about |half an? )?\\s?(?:\\d|hour|minute|while|bit)',
    '(?:^|\\s)(?:안|못)(?:\\s|되|돼|됨|함)|않|말(?:고|아|라|자|기)|마세요|마라|아니|아님|금지|취소|보류|하지만|다만',
    '반대|거부|불가|불허|싫|철회|무효|무시|연기|미[루룹뤄룸]|멈|실수|잘못|위험|되돌리|되돌려|재검토|(?:^|\\s)노(?:$|[\\s.!,])|^(?:중단|중지|정지)',
    '만약|조건|하면|되면|으면|면(?=[\\s,.!]|$)|아직|기다|잠깐|잠시|이따|나중|내일|모레|다음|이후|[후전]에|까지',
    '(?:^|\\s)(?:새벽|아침|오전|점심|오후|저녁|밤)|\\d+ ?(?:분|시간|시|일) ?(?:에|뒤|후|쯤|부터)|(?:까|나|가)요?[.!]*$|글쎄|(?:^|\\s)왜',
    '승인|거절|반려',
  ].join('|'),
  'i',
);
/**
 * What has such a word in it and turns nothing around: that nothing speaks against it, that it is to be done at once, that somebody else has
 * approved it too, and, where that is all that is said, before when it is to be done: it is done now.
 */
const harmless = new RegExp(
  [
    '\\bno (?:impact|objections?|concerns?|downtime|issues?|problems?|risks?)(?=\\s*(?:$|[,.;!]))',
    '\\bat once\\b',
    '(?:위험|반대) ?(?:없음|없습니다|없어요)(?=\\s*(?:$|[,.;!]))',
    '승인\\s?(?:받음|받았음|받았습니다|완료)(?=\\s*(?:$|[,.;!]))',
    '^before (?:(?:the|this|our) )?(?:weekend|holidays?|meeting|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[.!]*$',
    '^(?:이번 )?(?:주말|연휴|휴일|명절|회의|퇴근) ?전에[.!]*$',
  ].join('|'),
  'gi',
);

/** Whether what is said beside an approval may mean that it is none. */
export const isDoubtful = (said: string): boolean => doubt.test(said.replace(harmless, ';'));
