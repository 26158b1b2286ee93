import { cardStyle } from '/card-style.js';

/* global AdaptiveCards -- Microsoft's renderer, loaded by the page */

const find = (id) => document.getElementById(id);
const list = find('messages');
const scroller = find('scroller');
const picker = find('person');
const drawn = new Map();
let view;

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

const initials = (name) =>
  name
    .split(/[\s-]+/)
    .map((part) => part[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();

const hue = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);

const avatar = (name, kind) => {
  const made = element('span', { class: `avatar ${kind}`, 'aria-hidden': 'true' }, initials(name));
  if (kind === 'person') made.style.setProperty('--hue', hue(name));
  return made;
};

const me = () => view.people.find(({ id }) => id === picker.value) ?? view.people[0];

const post = async (path, body) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.ok ? response.json() : { kind: 'http', status: response.status };
};

function cardElement(json, message, note) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(cardStyle);
  card.parse(json);
  card.onExecuteAction = async (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction) return void window.open(action.url, '_blank', 'noopener');
    if (action instanceof AdaptiveCards.ExecuteAction) await press(action, message, note);
  };
  const box = element('div', { class: 'card' });
  box.append(card.render() ?? '');
  return box;
}

async function press(action, message, note) {
  const item = list.querySelector(`[data-id="${message.id}"]`);
  item?.setAttribute('aria-busy', 'true');
  say(note, 'info', view.words.sending);
  const seen = drawn.get(message.id)?.version;
  const result = await post('/click', { person: me().id, message: message.id, verb: action.verb, data: action.data });
  item?.removeAttribute('aria-busy');
  if (result.kind === 'error' || result.kind === 'message') return say(note, result.kind, result.text);
  if (result.kind === 'http') return say(note, 'error', `${view.words.failed} ${result.status}`);
  note.replaceChildren();
  // What everybody sees is newer than the answer when an update came in meanwhile.
  if (drawn.get(message.id)?.version === seen)
    item?.querySelector('.card')?.replaceWith(cardElement(result.card, message, note));
}

function say(note, kind, words) {
  note.replaceChildren(element('p', { class: `note-${kind}` }, words));
}

const clock = (at) => new Date(at).toLocaleTimeString(view.language, { hour: '2-digit', minute: '2-digit' });

function messageElement(message) {
  const bot = message.from === 'bot';
  const name = bot ? view.words.bot : message.from.name;
  const meta = element('div', { class: 'meta' }, element('strong', {}, name));
  if (bot) meta.append(element('span', { class: 'app' }, view.words.app));
  meta.append(element('time', { datetime: new Date(message.at).toISOString() }, clock(message.at)));
  if (message.version > 1) meta.append(element('span', { class: 'edited' }, view.words.edited));

  const note = element('div', { class: 'note', 'aria-live': 'polite' });
  const body = element('div', { class: 'body' }, meta);
  if (message.text) body.append(element('p', { class: 'text' }, message.text));
  if (message.card) body.append(cardElement(message.card, message, note));
  body.append(note);

  const kind = bot ? 'bot' : message.from.id === me().id ? 'mine' : 'theirs';
  const item = element('li', { class: `message ${kind}`, 'data-id': message.id });
  item.append(bot ? avatar('R', 'app-icon') : avatar(name, 'person'), body);
  return item;
}

function draw(message) {
  const before = drawn.get(message.id);
  if (before?.version === message.version) return;
  const item = messageElement(message);
  if (before) before.item.replaceWith(item);
  else list.append(item);
  drawn.set(message.id, { version: message.version, item });
}

function frame() {
  const { words, team, channel, people, language } = view;
  document.documentElement.lang = language;
  document.title = `${channel.name} · ${team.name}`;
  find('channel-name').textContent = channel.name;
  find('team-name').textContent = team.name;
  find('team-avatar').textContent = initials(team.name);
  find('stand-in').textContent = words.standIn;
  find('you-label').textContent = words.you;
  find('lost').textContent = words.lost;
  find('empty').textContent = words.empty;
  find('send').textContent = words.send;
  find('text').placeholder = words.hint;
  find('text').setAttribute('aria-label', words.write);
  find('theme').setAttribute('aria-label', words.theme);
  find('phone').setAttribute('aria-label', words.phone);
  list.setAttribute('aria-label', words.messages);
  picker.replaceChildren(...people.map(({ id, name }) => element('option', { value: id }, name)));
  picker.value = people.some(({ id }) => id === localStorage.getItem('person'))
    ? localStorage.getItem('person')
    : (people[0]?.id ?? '');
  showMe();
}

function showMe() {
  find('you-avatar').replaceWith(Object.assign(avatar(me().name, 'person'), { id: 'you-avatar' }));
}

function show(next) {
  const first = view === undefined;
  view = next;
  if (first) frame();
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  const count = drawn.size;
  view.messages.forEach(draw);
  find('empty').hidden = view.messages.length > 0;
  if (drawn.size > count && (atEnd || first)) list.lastElementChild?.scrollIntoView({ block: 'start' });
}

picker.addEventListener('change', () => {
  localStorage.setItem('person', picker.value);
  showMe();
  for (const { id, from } of view.messages) {
    if (from === 'bot') continue;
    drawn.get(id)?.item.classList.toggle('mine', from.id === me().id);
  }
});

find('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = find('text').value.trim();
  if (text === '') return;
  find('text').value = '';
  await post('/say', { person: me().id, text });
});

const themes = ['light', 'dark', 'contrast'];
const theme = (name) => {
  document.documentElement.dataset.theme = name;
  localStorage.setItem('theme', name);
};
const saved = localStorage.getItem('theme');
if (saved) theme(saved);
find('theme').addEventListener('click', () => {
  const { theme: now = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light' } =
    document.documentElement.dataset;
  theme(themes[(themes.indexOf(now) + 1) % themes.length]);
});
find('phone').addEventListener('click', ({ currentTarget }) => {
  const isPhone = document.body.classList.toggle('phone');
  currentTarget.setAttribute('aria-pressed', String(isPhone));
});

const events = new EventSource('/events');
events.addEventListener('message', ({ data }) => show(JSON.parse(data)));
events.addEventListener('open', () => (find('lost').hidden = true));
events.addEventListener('error', () => (find('lost').hidden = view === undefined));
