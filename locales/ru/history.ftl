history-begun = замена начата
history-submitted = запрос отправлен
history-refused = отказ
history-stored = сертификат получен и записан
history-finished = замена завершена
history-disagreed = данные не подтверждены
history-revoked = сертификат отозван
history-cancelled = замена отменена
history-removed = старый ключ удалён
history-whole =
    { $count ->
        [one] { $count } запись, изменений нет
        [few] { $count } записи, изменений нет
       *[many] { $count } записей, изменений нет
    }
err-history-altered = Запись { $record } в истории замен изменена или пропала. Ключей и сертификатов это не касается.
rec-history-altered = Выясните, кто правил файл history.jsonl. Ранние записи верны, начиная с этой полагаться на историю нельзя.
