### Настройки: экран, файл, политика администратора.

## Узкое окно

app-step-of = Шаг { $number } из { $all }: { $title }

## Экран

nav-settings = Настройки

settings-title = Настройки
settings-save = Сохранить
settings-saved = Сохранено.
settings-locked = Задано администратором
settings-as-system = Как в системе
settings-put-aside = В прежнем файле настроек были ошибки. Он не потерян и лежит здесь: { $file }
settings-mistake = В настройках ошибка, действует обычное значение. { $file }, строка { $line }, место { $column }: { $detail }
settings-not-whole = Нужен полный путь: { $path }

settings-profile = Удостоверяющий центр
settings-profile-none = Пока не выбран, открывать учебный режим
settings-to-training = Открыть учебный режим
settings-to-work = Вернуться к работе

settings-tokens = Носители
settings-modules = Библиотеки носителей
settings-modules-hint = Пусто: программа найдёт их сама. Несколько путей разделите точкой с запятой.
settings-remember-pin = Предлагать хранить PIN-код в хранилище паролей системы
settings-remember-pin-line = Кто войдёт в систему под вашим именем, сможет подписывать без PIN-кода. Хранятся PIN-коды только тех носителей, у которых вы это отметите; если выключить, программа забудет все.
settings-remember-pin-none = Хранилища паролей системы нет ({ $code }): предлагать пока нечего.

settings-notices = Напоминания
settings-autostart = Проверять сертификаты при входе в систему и каждый день
settings-thresholds = За сколько дней напоминать
settings-thresholds-hint = Через запятую, например: 60, 30, 14, 5
settings-thresholds-wrong = Нужны числа от 1 до 365 через запятую, не больше { $most }.

settings-look = Вид
settings-language = Язык
settings-text-size = Размер текста
settings-percent = { $percent } %
settings-theme = Оформление
settings-light = Светлое
settings-dark = Тёмное

settings-copies = Резервные копии
settings-backup = Папка для копий
settings-backup-hint = Пусто: папка программы. Флешку или другой носитель можно выбрать при замене.
settings-browse = Выбрать…

settings-proxy = Подключение к удостоверяющему центру
settings-proxy-none = Без прокси-сервера
settings-proxy-at = Через прокси-сервер
settings-proxy-address = Адрес прокси-сервера
settings-proxy-hint = Адрес и порт, без имени и пароля
settings-proxy-wrong = Нужен адрес вида http://proxy:3128, без имени и пароля.

## Сообщение на рабочем столе

notice-renew = Заменить

## Ежедневная проверка

schedule-timer = Проверка включена: таймер системы, каждый день и при входе.
schedule-autostart = Проверка включена: при каждом входе в систему.
schedule-task = Проверка включена: Планировщик заданий, каждый день и при входе.
schedule-agent = Проверка включена: каждый день и при входе.
schedule-none = Проверка не включена.
settings-autostart-later = Начнётся, когда будет выбран удостоверяющий центр.

## renewctl settings

settings-cli-own = Файл: { $file }
settings-cli-policy = Политика администратора: { $file }
settings-cli-valid = Ошибок нет: { $file }

err-settings-invalid = В файле настроек ошибка. Ключи и сертификаты не затронуты, вместо ошибочного значения действует обычное.
rec-settings-invalid = Исправьте файл в указанном месте или сохраните настройки в программе заново.
err-settings-locked = Эту настройку задал администратор. Ничего не изменено.
rec-settings-locked = Обратитесь к администратору компьютера: значение стоит в файле policy.toml.
err-schedule-failed = Ежедневную проверку включить не удалось. Ключи и сертификаты не затронуты, напоминания покажет само окно программы.
rec-schedule-failed = Повторите позже или передайте код администратору.
