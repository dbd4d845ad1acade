### Тексты экранов мастера.

## Общее

refresh = Обновить
later = Выйти и продолжить позже
when-today = сегодня в { $time }
when-other = { $date } в { $time }
copy-details = Скопировать сведения
copied-details = Скопировано
support-code = Код для службы поддержки: { $code }
support-safe = в сведениях нет PIN-кодов и ключей
fault-reason = Причина: { $reason }
draft-saved = Черновик сохранён { $time }. Окно можно закрыть: работа продолжится с этого места.
working = Подождите…

## Шаги

step-workplace = Рабочее место
step-sign-in = Вход по сертификату
step-identify = СНИЛС
step-office = Куда подаём
step-content = Вид сертификата
step-holder = Владелец
step-identity = Документ личности
step-authority = Полномочия
step-statement = Заявление
step-contacts = Контакты
step-consents = Согласия
step-verify = Проверка данных
step-place = Носитель ключа
step-gather = Датчик случайных чисел
step-unlock = PIN-код
step-enroll = Получение
step-review = Подпись и отправка
step-wait = Ожидание
step-accept = Подтверждение
step-backup = Резервная копия
step-finish = Готово

## Поля сертификата

field-common-name = Общее имя
field-surname = Фамилия
field-given-name = Имя и отчество
field-title = Должность
field-snils = СНИЛС
field-inn = ИНН
field-organization = Организация
field-organizational-unit = Подразделение
field-ogrn = ОГРН
field-ogrnip = ОГРНИП
field-inn-le = ИНН организации
field-kpp = КПП
field-fss-number = Номер в ФСС
field-country = Страна
field-region = Регион
field-locality = Населённый пункт
field-street = Адрес
field-email = Электронная почта

## Меню

nav-notifications = Уведомления
nav-certificates = Сертификаты
nav-tokens = Носители

## Уведомления

notifications-title = Уведомления
notifications-checked = Проверено { $when } · { $certificates } { $tokens }
notifications-certificates =
    { $count ->
        [one] { $count } сертификат
        [few] { $count } сертификата
       *[many] { $count } сертификатов
    }
notifications-tokens =
    { $count ->
        [one] на { $count } носителе
       *[many] на { $count } носителях
    }
notifications-checking = Читаем сертификаты на носителях…
notifications-check-now = Проверить сейчас
notifications-empty = Заменять ничего не нужно
notifications-empty-none = Сертификаты не найдены. Вставьте носитель и нажмите «Проверить сейчас».
notifications-replace = Заменить
notifications-first = Сертификата ещё нет? Получить первый
notifications-visit = Нужен личный визит
notifications-unfinished = Замена не закончена
notifications-unfinished-number = Заявка № { $number }
notifications-received = Новый сертификат получен
notifications-received-line = Заработает { $date }. До этого дня действует прежний.
purpose-reporting = Отчётность ФНС, СФР, Росстат
purpose-fss = Отдельный сертификат для ФСС
inn-line = ИНН { $inn }

## СНИЛС

snils-title = Введите СНИЛС владельца сертификата
snils-lead = Номер должен принадлежать человеку, на которого выдан сертификат: { $holder }.
snils-label = СНИЛС
snils-valid = Контрольная сумма верна
snils-rest =
    { $count ->
        [one] Осталась { $count } цифра
        [few] Осталось { $count } цифры
       *[many] Осталось { $count } цифр
    }
snils-wrong = Контрольная сумма не сходится. Сверьте номер с документом.
snils-zeros = Такого номера не бывает. Сверьте номер с документом.
snils-note = Для отчётности в ФНС, СФР и Росстат и для ФСС нужны два отдельных сертификата. После этого замените и второй.

## Проверка данных

verify-title = Проверьте данные нового сертификата
verify-lead = Слева то, что записано в действующем сертификате, справа то, что войдёт в новый.
verify-lead-first = Так эти сведения будут записаны в сертификате.
verify-first = Будет в сертификате
verify-field = Поле
verify-current = Сейчас
verify-new = В новом
verify-absent = нет
verify-full-name = Фамилия, имя, отчество
verify-validity = Действует
verify-until = до { $date }
verify-period = с { $from } по { $until }
verify-same = Данные не изменились.
verify-changed =
    { $count ->
        [1] Изменилось одно поле: { $fields }.
        [one] Изменилось { $count } поле: { $fields }.
        [few] Изменилось { $count } поля: { $fields }.
       *[many] Изменилось { $count } полей: { $fields }.
    }
verify-agree = Верны
verify-disagree = Не согласен
verify-disagree-title = Данные неверны?
verify-disagree-text = Исправить их может только удостоверяющий центр: откроется его страница. Замена на этом закончится, прежний сертификат останется в силе. Когда данные исправят, начните замену ещё раз.
verify-disagree-confirm = Открыть страницу

## Носитель ключа

place-title = Куда записать новый ключ
place-lead = Ключ создаётся прямо на носителе и не покидает его.
place-lead-computer = Ключ создаётся и хранится на этом компьютере.
place-computer = Этот компьютер
place-computer-line = Ключ нельзя будет перенести на носитель. Подписывать можно будет только здесь.
place-computer-exportable = Подписывать можно будет здесь и там, куда вы перенесёте копию ключа.
place-number = № { $serial }
place-free = свободно { $amount }
place-old = здесь лежит прежний ключ
place-pin-low = осталось мало попыток ввода PIN-кода
place-pin-final = осталась последняя попытка ввода PIN-кода
place-pin-locked = PIN-код заблокирован, нужен администратор
place-pin-change = сначала смените заводской PIN-код
place-pin-none = PIN-код не задан
place-no-p256 = не умеет делать такие ключи
place-read-only = защищён от записи
place-exportable = Сделать ключ экспортируемым
place-only-here = Понимаю: подписывать можно будет только на этом компьютере
place-computer-note = Если этот компьютер сломается, ключ пропадёт: понадобится внеплановая замена сертификата. На носителе ключ сохраннее.
place-exportable-note = Такой ключ можно скопировать вместе с паролем. Скопировать его сможет и посторонний, если узнает пароль.
place-insert = Нет нужного носителя? Вставьте его: он появится в списке сам.
place-none = Подходящих носителей нет. Вставьте носитель: он появится в списке сам.

## Датчик случайных чисел

gather-title = Двигайте мышью внутри поля
gather-lead = Или нажимайте любые клавиши, кроме Esc. Ваши движения делают ключ непредсказуемым.
gather-full-title = Достаточно
gather-full-lead = Движений хватит, чтобы ключ был непредсказуемым. Нажмите «Далее».
gather-percent = Собрано { $percent } %
gather-bits = { $bits } из { $target } бит · проверка качества: { $health }
gather-health-fine = норма
gather-health-poor = движения слишком однообразны
gather-stop-title = Прервать замену?
gather-stop-text = Новый ключ ещё не создан. Прежний сертификат продолжает действовать.
gather-stop-confirm = Прервать
gather-stop-stay = Продолжить сбор

## PIN-код и пароль

unlock-pin-title = PIN-код носителя
unlock-pin-label = PIN-код
unlock-password-title = Пароль к ключу на этом компьютере
unlock-password-label = Пароль
unlock-new-title = Придумайте пароль к новому ключу
unlock-new-lead = Его спросят при каждой подписи. Забытый пароль не восстановить: понадобится внеплановая замена.
unlock-repeat-label = Пароль ещё раз
unlock-differs = Пароли не совпадают.
unlock-empty = Без пароля подписать сможет любой, кто сядет за этот компьютер.
unlock-cyrillic = Похоже, включена русская раскладка.
unlock-low = Осталось мало попыток.
unlock-final = Осталась последняя попытка: после ещё одной ошибки носитель заблокируется.
unlock-final-confirm = Понимаю, PIN-код введён верно
unlock-reader = Введите PIN-код на клавиатуре считывателя после нажатия «Продолжить».
unlock-later = Продолжить позже

## Остановка

stopped-give-up = Отменить замену

## Получение

enroll-title = Получаем новый сертификат
enroll-lead = Обычно это занимает до 5 минут. Окно можно закрыть: заявка не потеряется.
enroll-long-title = Заявка у удостоверяющего центра
enroll-long-lead = Проверка может занять несколько рабочих дней. Окно можно закрыть: ничего не потеряется, программа спросит снова.
enroll-request = Заявка № { $number }
enroll-next-in = Следующая проверка через { $seconds } с
enroll-next-at = Следующая проверка { $when }
enroll-since = с { $when }
enroll-minimize = Свернуть
enroll-ask-now = Проверить сейчас
enroll-withdraw = Отозвать заявку
enroll-stop = Отмена
enroll-withdraw-title = Отозвать заявку?
enroll-withdraw-text = Заявка № { $number } будет отозвана, новый ключ удалён. Прежний сертификат продолжает действовать.
enroll-stop-title = Прервать замену?
enroll-stop-text = Новый ключ будет удалён. Прежний сертификат продолжает действовать.
enroll-stop-confirm = Прервать
enroll-withdraw-confirm = Отозвать
enroll-stay = Не отменять

stage-check = Проверка носителя и связи с удостоверяющим центром
stage-check-done = Проверка носителя и связи с удостоверяющим центром
stage-key = Создание ключа
stage-key-done = Ключ создан
stage-request = Подпись запроса действующим сертификатом
stage-request-done = Запрос подписан действующим сертификатом
stage-submit = Отправка запроса
stage-submit-done = Запрос отправлен
stage-wait = Ждём выпуска сертификата
stage-wait-done = Сертификат выпущен
stage-match = Проверка полученного сертификата
stage-match-done = Полученный сертификат проверен
stage-store = Запись сертификата рядом с ключом
stage-store-done = Сертификат записан рядом с ключом

ca-stage-checking = Идёт проверка сведений
ca-stage-approval = Ждёт согласования руководителя
ca-stage-payment = Ждёт оплаты
ca-stage-operator = На рассмотрении оператора
ca-stage-issuing = Сертификат изготавливается
ca-stage-issued = Сертификат изготовлен
ca-stage-rejected = Отказано
ca-stage-withdrawn = Отозвана

## Подтверждение

certificate-title = Ознакомьтесь с новым сертификатом
certificate-lead = Закон требует подтвердить, что вы знакомы с содержанием сертификата.
certificate-holder = Владелец
certificate-organization = Организация
certificate-issuer = Выдан
certificate-validity = Действует
certificate-period = { $from } – { $until }
certificate-serial = Серийный номер
certificate-algorithm = Алгоритм
certificate-full = Посмотреть полностью
certificate-print = Печать
certificate-read = С информацией в сертификате ознакомлен(а)
certificate-sign = Подписать и продолжить

## Состав сертификата

details-title = Состав сертификата

## Печать

print-title = Печатная форма
print-page = Лист { $page } из { $pages }
print-previous = Предыдущий
print-following = Следующий
print-printer = Принтер
print-other = Другой принтер
print-no-printer = Принтер не найден. Форму можно сохранить в PDF.
print-copies = Копий: { $copies }
print-fewer = Меньше
print-more = Больше
print-do = Напечатать
print-path = Файл PDF
print-save = Сохранить PDF
print-open = Открыть файл
print-saved = Сохранено: { $path }
print-sent = Отправлено на принтер.
print-file = Сертификат { $holder }

## Резервная копия

backup-title = Сделайте резервную копию
backup-lead = Если носитель сломается, копия поможет восстановить сертификат и документы.
backup-lead-key = Если компьютер сломается, копия позволит не ехать в удостоверяющий центр.
backup-folder = Папка на этом компьютере
backup-default = Место по умолчанию: { $path }
backup-free = Свободно { $amount }
backup-insert = Вставьте накопитель и нажмите «Обновить», чтобы копия лежала отдельно от компьютера.
backup-other = Нет нужного накопителя? Вставьте его и нажмите «Обновить».
backup-drive = Накопитель { $title }
backup-without-key = Ключ создан неэкспортируемым, поэтому в копию войдут сертификат, цепочка и печатная форма, но не сам ключ.
backup-with-key = В копию войдёт и сам ключ, защищённый паролем.
backup-password = Пароль к копии
backup-repeat = Пароль ещё раз
backup-short = Нужно не меньше { $length } знаков.
backup-skip = Пропустить
backup-create = Создать копию

## Готово

done-title = Сертификат заменён
done-now = Новый сертификат уже действует. Прежний можно использовать до { $until }.
done-later = Новый сертификат заработает { $from }. До этого дня подписывайте прежним: он действует до { $until }.
done-form = Печатная форма
done-copy = Открыть копию
done-second = У владельца есть и второй сертификат, срок которого подходит к концу.
done-second-replace = Заменить второй
done-cancelled-title = Замена отменена
done-cancelled = Прежний сертификат действует до { $until }. Начать замену снова можно в любой день до этого.
done-disagreed-title = Данные исправит удостоверяющий центр
done-disagreed = Открыта страница удостоверяющего центра: { $page }. Прежний сертификат действует до { $until }. Когда данные исправят, начните замену ещё раз.
done-page = Открыть страницу

## Сертификаты и носители

certificates-title = Сертификаты
certificates-empty = Сертификаты не найдены. Вставьте носитель и нажмите «Проверить сейчас».
certificates-valid = действует до { $date }
certificates-line = № { $serial } · с { $from } по { $to }
certificates-details = Подробнее
certificates-expired = истёк { $date }
tokens-title = Носители
tokens-empty = Носители не найдены. Вставьте носитель и нажмите «Проверить сейчас».
tokens-pin-fine = PIN-код в порядке
tokens-computer = Ключи, созданные на этом компьютере
