### Строки renewctl

cli-certificate = { $holder } · действует до { $until } · № { $serial }
cli-nothing-due = Заменять пока нечего.
cli-nothing-to-resume = Незавершённых замен нет.
cli-cancelled = Замена отменена. Прежний сертификат действует как раньше.
cli-finished = Готово. Новый сертификат № { $serial }.
cli-waiting = Удостоверяющий центр ещё работает над заявкой. Продолжите позже: renewctl resume.

cli-event-started = Замена начата.
cli-event-identified = СНИЛС принят, данные получены.
cli-event-confirmed = Данные подтверждены.
cli-event-disagreed = Данные не подтверждены, замена закрыта.
cli-event-placed = Место для ключа выбрано.
cli-event-gathered = Случайные данные собраны.
cli-event-key-planned = Создаётся ключ.
cli-event-key-made = Ключ создан.
cli-event-request-ready = Запрос подписан действующим сертификатом.
cli-event-submitted = Запрос отправлен.
cli-event-waited = Ждём выпуска сертификата.
cli-event-issued = Сертификат получен и проверен.
cli-event-stored = Сертификат записан и прочитан обратно.
cli-event-receipt-ready = Ознакомление подписано.
cli-event-acknowledged = Ознакомление принято.
cli-event-backed-up = Резервная копия записана и проверена.
cli-event-backup-skipped = Резервная копия не делалась.
cli-event-finished = Замена завершена.
cli-event-undo-begun = Отмена: убираем созданное.
cli-event-cancelled = Отменено.
cli-event-refused = Удостоверяющий центр отказал.
