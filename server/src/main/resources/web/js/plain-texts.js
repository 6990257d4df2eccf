// What the plain pages say, in the browser's language.
const TEXTS = {
  en: {
    signIn: 'Sign in', register: 'Register', confirm: 'Confirm', signOut: 'Sign out', send: 'Send',
    toRegister: 'New here? Register', toLogin: 'I have an account', resend: 'Send another code',
    name: 'Name', email: 'Email', password: 'Password', code: 'Code',
    confirmHint: 'A code of six digits is on its way to your mailbox.',
    find: 'Find people by name', message: 'Message', choose: 'Choose a chat', nobody: 'Nobody found',
    noMessages: 'No messages', voice: 'Voice message', file: 'File', deleted: 'Deleted account',
    offline: 'No connection to the server', back: 'Back',
    insecure: 'This page came without TLS: anybody on the way can read along.',
    admin: 'Maintenance', token: 'Operator token', toggle: 'Switch maintenance on or off',
    maintenance_enabled: 'Maintenance is on.', maintenance_disabled: 'Maintenance is off.',
  },
  ru: {
    signIn: 'Войти', register: 'Зарегистрироваться', confirm: 'Подтвердить', signOut: 'Выйти', send: 'Отправить',
    toRegister: 'Впервые здесь? Зарегистрироваться', toLogin: 'У меня есть аккаунт', resend: 'Отправить код ещё раз',
    name: 'Имя', email: 'Почта', password: 'Пароль', code: 'Код',
    confirmHint: 'На вашу почту отправлен код из шести цифр.',
    find: 'Найти людей по имени', message: 'Сообщение', choose: 'Выберите чат', nobody: 'Никто не найден',
    noMessages: 'Нет сообщений', voice: 'Голосовое сообщение', file: 'Файл', deleted: 'Удалённый аккаунт',
    offline: 'Нет связи с сервером', back: 'Назад',
    insecure: 'Страница открыта без TLS: переписку может прочитать любой по пути.',
    admin: 'Профилактика', token: 'Токен оператора', toggle: 'Включить или выключить профилактику',
    maintenance_enabled: 'Профилактика включена.', maintenance_disabled: 'Профилактика выключена.',
  },
};

export const language = navigator.language.startsWith('ru') ? 'ru' : 'en';

export const text = (key) => TEXTS[language][key] ?? key;

/** Fills every element that names its text. */
export function translate(root) {
  document.documentElement.lang = language;
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = text(node.dataset.text);
  for (const node of root.querySelectorAll('[data-placeholder]')) node.placeholder = text(node.dataset.placeholder);
  for (const node of root.querySelectorAll('[data-label]')) node.ariaLabel = text(node.dataset.label);
}
