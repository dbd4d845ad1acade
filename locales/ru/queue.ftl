# «Заменить все»: несколько сертификатов один за другим.

queue-all = Заменить все ({ $count })
queue-continue = Продолжить очередь
queue-title = Очередь
queue-lead = Сертификаты заменяются по одному. Каждый вы проверяете и подписываете сами; прерваться можно в любой момент.
queue-done-of = Готово { $done } из { $of }
queue-until = Действует до { $date }
queue-unread = Сертификат на другом носителе
queue-computer = Этот компьютер
queue-next = Дальше
queue-following = Следующий сертификат
queue-end = Закончить очередь
queue-skip = Пропустить
queue-return = Вернуть в очередь
queue-place = Сертификат { $at } из { $of }

queue-plug = Вставьте носитель «{ $token }»: очередь продолжится сама.
queue-waits-all = Всё, что можно сделать сейчас, сделано. Остальные заявки рассматриваются, мы сообщим об ответе.
queue-rest = Остались только отложенные сертификаты. Верните их в очередь или закончите её: начатое не пропадёт.
queue-others-go-on = Остальные сертификаты можно заменить, не дожидаясь этого. Начатое сохранится.
queue-others-meanwhile = Пока ждём ответа, можно заменить следующий сертификат.

queue-state-done = Готово
queue-state-begun = Идёт
queue-state-next = Следующий
queue-state-ready = В очереди
queue-state-plug = Ждёт носитель «{ $token }»
queue-state-waits = Ждёт центр
queue-state-put-off = Отложено
queue-given-up = Замена отменена
queue-stopped = Остановлено с кодом { $code }

cli-all-next = Сертификат { $at } из { $of }: { $holder }
cli-all-done = Заменено { $done } из { $of }
