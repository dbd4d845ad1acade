### Тексты окна, общие для всех экранов: рамка, общие кнопки, числа и даты.

app-name = Мастер перевыпуска сертификатов
# В углу окна, в две строки.
app-logo-1 = Мастер
app-logo-2 = перевыпуска
app-training = Учебный режим
app-training-hint = Всё вымышлено. СНИЛС 112-233-445 95, PIN-код 12345678.

## Общие кнопки

app-next = Далее
app-back = Назад
app-cancel = Отмена
app-close = Закрыть
app-repeat = Повторить
app-continue = Продолжить

## Числа и даты

app-days-left = { $days ->
    [one] Остался { $days } день
    [few] Осталось { $days } дня
   *[many] Осталось { $days } дней
}
app-date-words = { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
} { $year } г.
app-seconds = { $seconds } с
app-size-bytes = { $value } Б
app-size-kb = { $value } КБ
app-size-mb = { $value } МБ
app-size-gb = { $value } ГБ
app-decimal-mark = ,
app-training-token = Учебный носитель
app-no-display = Окно не открылось: нет графического экрана или библиотек libx11-6, libxcursor1, libxi6, libx11-xcb1, libxkbcommon-x11-0.
