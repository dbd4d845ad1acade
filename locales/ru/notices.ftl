### Когда говорить о сертификате: «Уведомления», сообщения на рабочем столе, `renewctl check`.

## Начните до

notices-begin = Начните не позже { $date }: проверки занимают до { $days }.
notices-begin-unsettled = Начните не позже { $date }: проверки занимают до { $days }. День может сдвинуться: переносы выходных на { $year } год ещё не опубликованы.
notices-begin-missed = Начать нужно было не позже { $date }: проверки занимают до { $days }. Начните сегодня, они могут успеть.
notices-working-days = { $days ->
    [one] { $days } рабочего дня
   *[other] { $days } рабочих дней
}

## Кнопки

notices-later = Напомнить позже
notices-hide = Скрыть
notices-show = Показывать снова
notices-trust-clock = Часы идут верно

## Скрытые и отложенные

notices-quiet = Скрытые и отложенные: { $count } · показать
notices-quiet-fold = Скрытые и отложенные: { $count } · свернуть
notices-hidden-line = Скрыт: о нём не напоминаем.
notices-later-line = Отложен: напомним { $date }.

## Пустой список

notices-found = { $count ->
    [one] Найден { $count } сертификат
    [few] Найдено { $count } сертификата
   *[many] Найдено { $count } сертификатов
}
notices-far = { $count ->
    [one] { $count } заменять рано
   *[other] { $count } заменять рано
}
notices-replaced = { $count ->
    [one] { $count } уже заменён новым
   *[other] { $count } уже заменены новыми
}
notices-hidden = { $count ->
    [one] { $count } скрыт
   *[other] { $count } скрыты
}
notices-put-off = { $count ->
    [one] { $count } отложен
   *[other] { $count } отложены
}
notices-near-from = Напомним { $date }.

## Когда смотрели

notices-next = Следующая проверка { $when }
notices-scheduled = По расписанию проверено { $when }
notices-tomorrow = завтра в { $time }
