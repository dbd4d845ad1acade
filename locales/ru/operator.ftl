### Страница оператора учебного удостоверяющего центра и его счёт

operator-language = ru
operator-title = Рабочее место оператора
operator-training = Учебный режим
operator-today = Сейчас:
operator-next-day = Следующий рабочий день
operator-requests = Заявки
operator-none = Заявок пока нет.
operator-scheme-operator = Удостоверяющий центр оператора
operator-scheme-treasury = Портал казначейства
operator-scheme-e-pasluga = Электронная услуга 6.0.01
operator-number = Номер
operator-holder = Владелец
operator-stage = Этап
operator-since = С какого времени
operator-until = Срок
operator-submitted = Подана
operator-contacts = Контакты
operator-payment = Оплата
operator-paid = оплачено
operator-unpaid = не оплачено
operator-bill = Счёт
operator-refusal = Отказ
operator-decided-by = Решение подписал
operator-serial = Сертификат №
operator-receipt = Ознакомление подтверждено
operator-yes = да

## Кнопки

operator-check = Проверка пройдена
operator-approve = Согласовать за руководителя
operator-pay = Оплата получена
operator-issue = Выпустить сертификат
operator-refuse = Отказать
operator-compare = Сравнить

## Карточка

operator-subject = Данные сертификата
operator-now = Сейчас
operator-new = В новом
operator-documents = Документы
operator-kb = КБ
operator-word = Кодовое слово
operator-word-fits = Слово верное
operator-word-wrong = Слово не подходит
operator-source = Кто нашёл препятствие
operator-reason = Причина
operator-sections = Что исправить
operator-new-key = Нужен новый ключ
operator-history = История

operator-source-mvd = МВД
operator-source-fns = ФНС
operator-source-sfr = СФР
operator-source-egr = Государственный реестр организаций
operator-source-certificate = Действующий сертификат
operator-source-head = Руководитель
operator-source-operator = Оператор
operator-source-payment = Оплата
operator-source-request = Файл запроса
operator-source-visit = Нужен личный визит
operator-source-other = Другое

operator-section-office = Куда подаётся
operator-section-content = Состав сертификата
operator-section-holder = Владелец
operator-section-identity = Документ, удостоверяющий личность
operator-section-authority = Документ о полномочиях
operator-section-statement = Заявление
operator-section-contacts = Контакты
operator-section-consents = Соглашения

## Счёт

bill-title = Счёт на оплату
bill-subtitle = к заявке № { $number } от { $date }
bill-payer = Плательщик
bill-holder = Владелец сертификата
bill-amount = Сумма
bill-until = Оплатить до
bill-footer = Учебный документ. Оплачивать его не нужно.
