### Долгая замена до подачи: рабочее место, вход, черновики, сведения, подпись и отправка.

## Общее

copy = Скопировать
copy-link = Скопировать ссылку
draft-behind = Последние изменения пока сохранены только на этом компьютере. В удостоверяющий центр они уйдут вместе с заявкой.
certificate-files = Сертификаты

## Проверка рабочего места

workplace-title = Проверка рабочего места
workplace-checking = Проверяем, всё ли готово к замене. Это займёт несколько секунд.
workplace-fine = Всё готово: можно начинать.
workplace-warned = Продолжать можно. Жёлтым отмечено то, что лучше исправить.
workplace-blocked = Сначала нужно исправить то, что отмечено красным, иначе замена не дойдёт до конца.
workplace-again = Проверить снова
workplace-report = Сохранить отчёт для администратора
workplace-saved = Отчёт сохранён: { $path }. Личных данных в нём нет.
workplace-open = Открыть отчёт
workplace-no-visit = Личный визит не понадобится, если паспортные данные не менялись и прежним ключом можно подписывать. Если визит всё же будет нужен, программа скажет об этом.
workplace-first-visit = Сертификата ещё нет, поэтому в конце понадобится один личный визит. Программа скажет, какие документы взять.
check-driver = Драйвер носителя
check-token = Носитель ключа
check-clock = Часы компьютера
check-ca = Связь с удостоверяющим центром
check-disk = Место на диске
check-keyring = Хранилище паролей
report-title = Проверка рабочего места
report-file = проверка-рабочего-места-{ $date }.txt
report-fine = { $name }: в порядке
report-warning = { $name }: замечание, { $code }
report-blocking = { $name }: мешает работе, { $code }

## Вход и черновики

sign-in-title = Вход по сертификату
sign-in-lead = Программа входит в { $ca } действующим сертификатом. Пароль от кабинета не нужен.
drafts-title = Продолжить начатую заявку?
drafts-lead = В удостоверяющем центре лежат заявки, которые вы начали раньше.
drafts-go-on = Черновик № { $number } от { $date }
drafts-saved = сохранён { $when }
drafts-until =
    { $days ->
        [one] хранится до { $date }, ещё { $days } день
        [few] хранится до { $date }, ещё { $days } дня
       *[many] хранится до { $date }, ещё { $days } дней
    }
drafts-filled = Заполнено: { $what }
drafts-empty = Ничего ещё не заполнено
drafts-over = Срок хранения истёк { $date }
drafts-anew = Начать заново
drafts-anew-detail = Новая заявка с пустыми полями
drafts-anew-note = Прежний черновик останется в удостоверяющем центре до конца своего срока, но эта замена с ним больше не связана.

## Сведения: поля и ошибки

form-required = обязательное поле
form-yes = Да
form-no = Нет
form-changed = Изменился
form-unchanged = Прежний
form-advice-phone = Позвонят, только если понадобится что-то уточнить.
form-advice-email = Сюда придут письма о ходе заявки.
form-wrong-missing = Заполните это поле.
form-wrong-too-long =
    { $most ->
        [one] Слишком длинно: не больше { $most } знака.
       *[many] Слишком длинно: не больше { $most } знаков.
    }
form-wrong-date = Такого дня нет. Напишите дату как 05.03.2019.
form-wrong-date-impossible = Такой даты здесь быть не может. Сверьте её с документом.
form-wrong-phone = Номер не полный или не этой страны.
form-wrong-email = Это не похоже на адрес почты. Пример: ivanova@romashka.example
form-wrong-number = Контрольная сумма не сходится. Сверьте номер с документом.
form-wrong-number-length =
    { $expected ->
        [one] В номере должна быть { $expected } цифра.
        [few] В номере должно быть { $expected } цифры.
       *[many] В номере должно быть { $expected } цифр.
    }
form-wrong-department-code = В коде подразделения шесть цифр: 770-001.
form-wrong-not-listed = Выберите из списка.
form-wrong-needs-another = К этому полномочию нужно выбрать ещё одно из той же системы.
form-wrong-class-forced = Сотрудникам этого органа нужен другой класс защиты.
form-wrong-not-agreed = Без согласия заявку не примут.
form-wrong-scan-missing = Прикрепите файл.
form-wrong-scan-unfit = Файл больше не подходит под правила удостоверяющего центра. Уберите его и прикрепите другой.

## Куда подаём

form-office-heading = Куда подаём заявку
form-office-lead = Выберите регион, потом орган, который обслуживает вашу организацию.
form-office-region = Субъект РФ
form-office-office = Орган, который примет заявку
form-office-ogrn = ОГРН
form-office-inn = ИНН организации
form-office-representative = Сведения подаёт уполномоченное лицо
office-search = Начните вводить название
office-nothing = Ничего не нашлось. Проверьте, нет ли опечатки.
office-region-first = Появится, когда выбран регион.
office-from-certificate = Из действующего сертификата

## Вид сертификата

form-content-heading = Какой сертификат нужен
form-content-lead = Обычно здесь ничего менять не нужно: отмечено то же, что в действующем сертификате.
form-content-lead-first = Отметьте системы, в которых будете работать. Остальное можно оставить как есть.
form-content-request = Что сделать
form-content-kind = Вид сертификата
form-content-class = Класс средств защиты
option-request-change = Заменить действующий сертификат
option-request-additional = Получить дополнительный: действующий останется
content-source = Можно взять те же вид и полномочия из другого сертификата.
content-from-certificate = Выбрать файл (Обзор…)
content-taken = Взято из сертификата: { $holder }
content-kind-both = В сертификате названы человек и организация
content-kind-person = В сертификате назван только человек
content-kind-organization = В сертификате названа только организация
content-class-forced = Сотрудникам выбранного органа положен этот класс, поменять его нельзя.
content-powers = Полномочия в информационных системах
content-base = Нужно для остальных полномочий этой системы
content-new = новое
content-gone = было в прежнем
content-all = Выбрать все
content-all-but = Все, кроме «{ $one }»
content-main = Выбрать основные
content-none = Снять все
content-staff = Не показаны полномочия для сотрудников удостоверяющего центра: { $titles }. Клиентам они не нужны.

## Владелец

form-holder-heading = На кого выпускаем сертификат
form-holder-lead = Впишите всё так, как в документах: эти сведения проверят по реестрам.
form-holder-surname = Фамилия
form-holder-given-name = Имя и отчество
form-holder-title = Должность
form-holder-snils = СНИЛС
form-holder-personal-inn = ИНН человека
form-holder-organization = Организация
form-holder-locality = Населённый пункт
form-holder-street = Улица, дом
holder-from-certificate = Если есть старый сертификат, поля можно заполнить из него.

## Документ, удостоверяющий личность

form-identity-heading = Документ, удостоверяющий личность
form-identity-lead = По нему ведомства проверят владельца сертификата.
form-identity-changed = Документ
form-identity-as-before = Документ прежний, ничего не изменилось
form-identity-is-new = Документ изменился
form-identity-document = Вид документа
form-identity-series = Серия
form-identity-number = Номер
form-identity-issuer = Кем выдан
form-identity-code = Код подразделения
form-identity-issued = Дата выдачи
form-identity-born = Дата рождения
form-identity-expires = Действует до
form-passport-visit = Когда меняется документ, удостоверяющий центр обычно просит прийти лично. Заявку можно подать и сейчас: если визит понадобится, программа скажет.
option-document-passport-ru = Паспорт гражданина РФ
option-document-passport-foreign = Паспорт иностранного гражданина
option-document-residence-permit = Вид на жительство
option-document-passport-by = Паспорт гражданина Беларуси

## Документ о полномочиях

form-authority-heading = Документ о полномочиях
form-authority-lead = Доверенность или приказ, по которому владелец действует от имени организации.
form-authority-changed = Документ
form-authority-as-before = Документ прежний и ещё действует
form-authority-is-new = Документ новый
form-authority-name = Название документа
form-authority-date = Дата
form-authority-number = Номер

## Заявление

form-statement-heading = Заявление на сертификат
form-statement-lead = Из этих сведений получится заявление. Его можно посмотреть и напечатать до отправки.
form-statement-ground = Действует на основании
form-statement-ground-date = Дата документа
form-statement-ground-number = Номер документа
form-statement-holder-position = Должность владельца
form-statement-holder-name = ФИО владельца
form-statement-head-position = Должность руководителя
form-statement-head-name = ФИО руководителя
statement-preview = Посмотреть и напечатать
code-word-label = Кодовое слово
code-word-hint = По нему вас узнают по телефону. Программа его не хранит: запомните или запишите.
code-word-title = Кодовое слово
code-word-text = Введите кодовое слово ещё раз: программа его не хранит, а до удостоверяющего центра оно ещё не дошло.
print-statement-file = Заявление на сертификат { $holder }
print-visit-file = Что взять с собой

## Контакты и согласия

form-contacts-heading = Как с вами связаться
form-contacts-lead = Телефон и почту можно будет поменять и после отправки.
form-contacts-phone = Телефон
form-contacts-email = Электронная почта
form-contacts-notify = Получать уведомления об изменении статуса заявки
form-consents-heading = Согласия
form-consents-lead = Прочитайте и примите условия. Без них заявку не примут.
consent-version = Редакция { $version }
consent-open = Открыть текст

## Файлы

slot-identity = Скан документа
slot-authority = Скан документа о полномочиях
slot-statement = Подписанное заявление (скан)
scan-files = Сканы
scan-limits = { $kinds }, не больше { $most }. Файл можно перетащить в окно.
scan-path = Путь к файлу
scan-browse = Обзор…
scan-attach = Прикрепить
scan-remove = Удалить
scan-shrink = Файл «{ $name }» больше { $most }: { $size }. Уменьшить до { $small }?
scan-shrink-yes = Уменьшить
scan-shrink-no = Не прикреплять
scan-too-large = Файл «{ $name }» больше { $most }: { $size }. Уменьшить его без потери текста нельзя. Отсканируйте заново с меньшим разрешением.
scan-understood = Понятно

## Что говорят реестры

finding-mvd = Реестр МВД
finding-fns = Реестр ФНС
finding-sfr = Социальный фонд
finding-egr = Реестр организаций
finding-certificate = Действующий сертификат
finding-head = Руководитель
finding-operator = Оператор удостоверяющего центра
finding-payment = Оплата
finding-request = Файл запроса
finding-visit = Нужен визит
finding-other = Проверка сведений

## Подпись и отправка

review-title = Проверьте и подпишите
review-lead = Здесь всё, что будет подписано и отправлено. Отличия от действующего сертификата выделены.
review-title-first = Проверьте и отправьте
review-lead-first = Здесь всё, что будет отправлено.
review-send = Отправить заявку
review-documents-first =
    { $count ->
        [one] Будет отправлен { $count } документ
        [few] Будут отправлены { $count } документа
       *[many] Будет отправлено { $count } документов
    }
review-ask-title-first = Отправить заявку?
review-ask-first =
    { $count ->
        [one] Будет отправлен { $count } документ.
        [few] Будут отправлены { $count } документа.
       *[many] Будет отправлено { $count } документов.
    }
review-yes-first = Да, отправить
review-sending = Отправляем заявку
review-sending-lead = Окно можно закрыть: отправка продолжится с того же места.
review-uploading = Отправляем файл «{ $name }»
review-amount = { $arrived } из { $size }
review-kept = Черновик хранится до { $date }.
review-subject = Данные сертификата
review-revise = Изменить
review-agreed = Принято, редакция { $version }
review-no-powers = Нет
review-documents =
    { $count ->
        [one] Будет подписан { $count } документ
        [few] Будут подписаны { $count } документа
       *[many] Будут подписаны { $count } документов
    }
review-digest-whole = Показать SHA-256 целиком
review-digest-short = Показать SHA-256 кратко
to-sign-request = Запрос на сертификат
to-sign-dossier = Сведения заявки
to-sign-identity = Скан документа
to-sign-authority = Скан документа о полномочиях
to-sign-statement = Подписанное заявление
review-sign = Подписать и отправить
review-ask-title = Подписать сведения электронной подписью?
review-ask =
    { $count ->
        [one] Будет подписан и отправлен { $count } документ.
        [few] Будут подписаны и отправлены { $count } документа.
       *[many] Будут подписаны и отправлены { $count } документов.
    }
review-serial = Сертификат № { $serial }
review-until = подписывать можно до: { $when }
review-first = Сертификата ещё нет: заявка уйдёт без электронной подписи, подпись вы поставите на бумаге.
review-yes = Да, подписать
review-no = Нет
receipt-number = Номер заявки
receipt-link = Ссылка на заявку
