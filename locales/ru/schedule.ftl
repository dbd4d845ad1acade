### Незаконченные замены: карточки в «Уведомлениях» и сообщения на рабочем столе.

## Карточка

unfinished-first = Первый выпуск не закончен
unfinished-first-holder = Владелец ещё не указан
unfinished-line = { $holder } · сохранено { $when }
unfinished-step = Остановились на шаге «{ $step }»
unfinished-carried = Загрузите файл запроса на портал и принесите сертификат
unfinished-unpaid = Ждёт оплаты: { $amount }, платит { $payer }
unfinished-refused = Отклонена: { $reason }
unfinished-refused-silently = Отклонена, причина не названа
unfinished-lapsed = Удостоверяющий центр хранил черновик до { $date }, теперь его там нет.
unfinished-lapsed-do = Откройте, чтобы подать заново. Если отменить, новый ключ будет удалён с носителя.
unfinished-promised = ответ до { $date }
unfinished-kept = { $state ->
    [draft] Черновик хранится до { $date }
   *[request] Заявка хранится до { $date }
}
unfinished-over = Срок истёк
unfinished-get = Получить
unfinished-repair = Исправить
unfinished-open = Открыть
ca-stage-submitted = Заявка отправлена
ca-stage-other = Удостоверяющий центр работает над заявкой

## Учебный режим

notifications-operator-page = Страница оператора учебного центра

## Сообщение

notice-title = Заявка № { $number }
notice-training = Учебный режим: { $title }
notice-stage = { $stage }.
notice-unpaid = Ждёт оплаты: { $amount }, платит { $payer }.
notice-refused = Отклонена: { $reason }.
notice-refused-silently = Отклонена, причина не названа.
notice-deadline = Хранится до { $date }. { $left }.
notice-do-nothing = Делать ничего не нужно.
notice-do-approval = Откройте программу и отправьте руководителю ссылку на заявку.
notice-do-pay = Откройте программу и передайте счёт тому, кто платит.
notice-do-get = Откройте программу и нажмите «Получить».
notice-do-repair = Откройте программу и нажмите «Исправить».
notice-do-visit = Откройте программу: она скажет, куда обратиться.
notice-do-open = Откройте программу.
notice-due-title = Пора заменить сертификат
notice-due = { $holder }. { $left }. Откройте программу и нажмите «Заменить».
notice-expired-title = Срок сертификата истёк
notice-expired = { $holder }. Заменить его через программу уже нельзя, нужен личный визит в удостоверяющий центр.

## renewctl check

cli-looked = Заявка № { $number }: { $text }
cli-look-failed = Заявка № { $number }: спросить не удалось. { $text }
cli-unfinished = Не закончено: { $holder } · { $state }
