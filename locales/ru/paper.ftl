### Печатная форма сертификата.
### %name% — место для значения: тексты попадают в форму без подстановок Fluent.

paper-title = Сертификат ключа проверки электронной подписи
paper-number = № %number%
paper-page = Страница %page% из %pages%
paper-footer = Отпечаток SHA-256: %fingerprint%
paper-moment = %day% %month% %year% г. %time% UTC
paper-month-1 = января
paper-month-2 = февраля
paper-month-3 = марта
paper-month-4 = апреля
paper-month-5 = мая
paper-month-6 = июня
paper-month-7 = июля
paper-month-8 = августа
paper-month-9 = сентября
paper-month-10 = октября
paper-month-11 = ноября
paper-month-12 = декабря

## Разделы

paper-block-validity = Срок действия сертификата
paper-block-organisation = Владелец сертификата — организация
paper-block-holder = Владелец сертификата — уполномоченное лицо
paper-block-issuer = Издатель сертификата
paper-block-key = Ключ проверки электронной подписи
paper-block-private-key = Срок действия ключа электронной подписи
paper-block-signature = Подпись издателя под сертификатом

## Строки

paper-not-before = Действует с
paper-not-after = Действует по
paper-location = Место нахождения
paper-identification = Идентификация владельца
paper-identification-0 = При личном присутствии
paper-identification-1 = Без личного присутствия, по действующей квалифицированной электронной подписи
paper-identification-2 = Без личного присутствия, по биометрическому загранпаспорту
paper-identification-3 = Без личного присутствия, через Единую биометрическую систему
paper-issuer-name = Удостоверяющий центр
paper-issuer-tool = Средство электронной подписи издателя
paper-issuer-tool-document = Подтверждение соответствия средства подписи
paper-ca-tool = Средство удостоверяющего центра
paper-ca-tool-document = Подтверждение соответствия средства УЦ
paper-ca-tool-class = Класс средств УЦ
paper-key-algorithm = Алгоритм ключа
paper-sign-tool = Средство электронной подписи владельца
paper-sign-tool-class = Класс средства подписи владельца
paper-key-usage = Использование ключа
paper-extended-usage = Области использования
paper-key-value = Значение ключа
paper-signature-algorithm = Алгоритм подписи
paper-signature-value = Значение подписи

paper-field-organization = Наименование
paper-field-organizational-unit = Подразделение
paper-field-ogrn = ОГРН
paper-field-inn-le = ИНН организации
paper-field-kpp = КПП
paper-field-fss-number = Регистрационный номер ФСС
paper-field-title = Должность
paper-field-surname = Фамилия
paper-field-given-name = Имя и отчество
paper-field-snils = СНИЛС
paper-field-inn = ИНН
paper-field-ogrnip = ОГРНИП
paper-field-email = Электронная почта

## Подпись от руки

paper-signature-holder = Владелец сертификата
paper-signature-caption = подпись
paper-name-caption = фамилия, имя, отчество
paper-date-caption = дата

## Использование ключа, по номеру бита

paper-usage-0 = Цифровая подпись
paper-usage-1 = Неотрекаемость
paper-usage-2 = Шифрование ключей
paper-usage-3 = Шифрование данных
paper-usage-4 = Согласование ключей
paper-usage-5 = Подписание сертификатов
paper-usage-6 = Подписание списков отзыва
paper-usage-7 = Только шифрование
paper-usage-8 = Только расшифрование

## Области использования, по идентификатору

paper-eku-1-3-6-1-5-5-7-3-1 = Аутентификация сервера
paper-eku-1-3-6-1-5-5-7-3-2 = Аутентификация клиента
paper-eku-1-3-6-1-5-5-7-3-3 = Подписание программ
paper-eku-1-3-6-1-5-5-7-3-4 = Защищённая электронная почта
paper-eku-1-3-6-1-5-5-7-3-8 = Штампы времени
paper-eku-1-3-6-1-5-5-7-3-9 = Ответы о состоянии сертификатов (OCSP)
paper-eku-1-2-643-2-2-34-6 = Пользователь центра регистрации КриптоПро
paper-eku-1-2-643-100-2-1 = СМЭВ, подпись лица
paper-eku-1-2-643-100-2-2 = СМЭВ, подпись системы
paper-eku-1-2-643-3-61-502710-1-6-3-4-1 = ЕИС, заказчик
paper-eku-1-2-643-3-61-502710-1-6-3-4-2 = ЕИС, уполномоченный орган
paper-eku-1-2-643-3-61-502710-1-6-3-4-3 = ЕИС, специализированная организация
paper-eku-1-2-643-3-61-502710-1-6-3-4-4 = ЕИС, контролирующий орган
paper-eku-1-2-643-3-61-502710-1-6-3-4-16 = ЕИС, уполномоченное учреждение

## Алгоритмы

paper-algorithm-gost-256 = ГОСТ Р 34.10-2012, 256 бит
paper-algorithm-gost-512 = ГОСТ Р 34.10-2012, 512 бит
paper-algorithm-gost-256-signature = ГОСТ Р 34.11-2012/34.10-2012, 256 бит
paper-algorithm-gost-512-signature = ГОСТ Р 34.11-2012/34.10-2012, 512 бит
paper-algorithm-ec = Эллиптическая кривая
paper-algorithm-p256 = ECDSA, кривая P-256
paper-algorithm-ecdsa-sha256 = ECDSA с SHA-256
paper-algorithm-ecdsa-sha384 = ECDSA с SHA-384
paper-algorithm-rsa = RSA
paper-algorithm-rsa-sha256 = RSA с SHA-256

## Резервная копия: имена папки и файлов, без расширений

copy-folder = Резервная копия %holder% %date%
copy-certificate = Сертификат
copy-chain = Цепочка сертификатов
copy-request = Запрос на сертификат
copy-key-store = Ключ и сертификат
copy-paper = Печатная форма
