### Согласование заявок руководителем, ссылки renewal-master://…

nav-approvals = Согласование

## Вход

approvals-title = Согласование заявок
approvals-sign-in-lead = Заявки согласует руководитель организации. Войдите с его сертификатом: понадобится его носитель и PIN-код.
approvals-no-certificate = Подходящего сертификата нет. Вставьте носитель руководителя и нажмите «Обновить».
approvals-until = действует до { $date }
approvals-position-head = руководитель
approvals-sign-in = Войти
approvals-cancel = Отмена
approvals-wanted = По ссылке откроется заявка, как только вы войдёте.

## Список

approvals-person = Вошёл руководитель: { $name }
approvals-empty = Заявок на согласование нет
approvals-empty-line = Новые появятся здесь после того, как их подадут сотрудники.
approvals-line = Заявка № { $number } · подана { $when }
approvals-open = Открыть
approvals-sign-out = Выйти
approvals-loading = Загружаем…

## Карточка

approval-title = Заявка № { $number }
approval-submitted = подана { $when }
approval-own = Это ваша собственная заявка. Её вы согласуете как руководитель организации.
approval-subject = Сертификат
approval-subject-lead = Слева то, что записано в действующем сертификате, справа то, что войдёт в новый.
approval-subject-first = Действующего сертификата нет: он выдаётся впервые.
approval-documents = Документы
approval-no-documents = Документы не приложены.
approval-document-loading = загружается…
approval-document-ready = { $size } · сверен с приложенным
approval-yes = да
approval-checked = Комплект документов проверен
approval-broken = Не все документы получены, поэтому согласовать заявку нельзя. Нажмите «Обновить» или отклоните её с причиной.
approval-approve = Согласовать и подписать
approval-decline = Отклонить…
approval-decline-title = Отклонить заявку?
approval-decline-text = Заявитель увидит причину и сможет исправить заявку и подать её снова.
approval-reason = Причина
approval-reason-placeholder = Что нужно исправить
approval-reason-left =
    { $count ->
        [one] Остался { $count } знак
        [few] Осталось { $count } знака
       *[many] Осталось { $count } знаков
    }
approval-reason-long =
    { $count ->
        [one] Лишний { $count } знак
        [few] Лишних { $count } знака
       *[many] Лишних { $count } знаков
    }
approval-declined-tick = Запрос на изготовление сертификата отклоняю
approval-decline-confirm = Отклонить и подписать

## Итог

approval-approved-title = Заявка согласована
approval-approved = Заявка № { $number } ({ $holder }) подписана вашей электронной подписью и передана дальше.
approval-declined-title = Заявка отклонена
approval-declined = Заявка № { $number } ({ $holder }) отклонена. Заявитель увидит причину.
approval-unconfirmed-title = Заявка больше не ждёт решения
approval-unconfirmed = Ответ удостоверяющего центра не дошёл, но заявки № { $number } ({ $holder }) в списке больше нет. Скорее всего, ваше решение принято; уточните у заявителя.
approval-left =
    { $count ->
        [0] Других заявок нет.
        [one] Ждёт ещё { $count } заявка.
        [few] Ждут ещё { $count } заявки.
       *[many] Ждут ещё { $count } заявок.
    }
approval-back-to-list = К списку

## Строки renewctl

cli-approval = № { $number } · { $holder } · подана { $when } · { $request }
cli-approvals-none = Заявок на согласование нет.
cli-approval-value = { $name }: { $value }
cli-approval-changed = { $name }: { $current } → { $new }
cli-approved = Заявка № { $number } согласована.
cli-declined = Заявка № { $number } отклонена.
cli-unconfirmed = Ответ не дошёл, но заявка № { $number } решения больше не ждёт.

## Сбои

err-not-head = Это сертификат не руководителя. Согласовать заявки с ним нельзя; ничего не подписано.
rec-not-head = Выберите сертификат руководителя организации или попросите его войти.
err-approval-gone = Заявка не ждёт согласования. С ней уже решили, её отозвали, или её срок вышел.
rec-approval-gone = Посмотрите список: в нём все заявки, которые ждут вас. О судьбе этой знает заявитель.
err-document-differs = Документ не тот, что приложен. Он пришёл повреждённым или подменённым, поэтому открыть его нельзя.
rec-document-differs = Нажмите «Обновить». Если не поможет, отклоните заявку и попросите приложить документ заново.
err-link-invalid = Ссылка не подходит. Ничего не открыто и не изменено.
rec-link-invalid = Скопируйте ссылку из письма целиком. Она начинается с renewal-master.
err-link-elsewhere = Ссылка ведёт в другой удостоверяющий центр. Ничего не открыто и не изменено.
rec-link-elsewhere = Закройте программу, откройте её с профилем того центра и нажмите на ссылку снова.
