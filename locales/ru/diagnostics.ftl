### «Диагностика», «Репетиция» и страница истории.

nav-diagnostics = Диагностика
diagnostics-title = Диагностика рабочего места
diagnostics-running = Идёт проверка…
diagnostics-ok = Всё в порядке
diagnostics-warned =
    { $count ->
        [one] Есть замечание
       *[other] Замечаний: { $count }
    }
diagnostics-blocked = Нужно исправить
diagnostics-save = Сохранить отчёт
diagnostics-again = Проверить снова
diagnostics-privacy = Отчёт не содержит PIN-кодов, ключей и личных данных
diagnostics-saved = Отчёт сохранён: { $path }
diagnostics-open = Открыть отчёт
diagnostics-file = диагностика-{ $date }.txt
diagnostics-trace = Поддержка просит запись обращений к носителю? Запустите программу с параметром --trace-token и именем файла. PIN-кодов и ключей в этой записи нет.
diagnostics-about = { $name }: { $about }
diagnostics-fine = в порядке
diagnostics-not-needed = здесь не требуется
diagnostics-answered = ответ за { $millis } мс
diagnostics-apart = расхождение { $seconds } с
diagnostics-free = свободно { $size }
diagnostics-library =
    { $path } · { $count ->
        [0] носителей не видно
        [one] { $count } носитель
        [few] { $count } носителя
       *[many] { $count } носителей
    }
check-reader = Служба чтения носителей
check-pin = PIN-код
check-memory = Память носителя
check-tls = Подлинность сервера
check-autostart = Ежедневная проверка

preflight-title = Замене сертификата помешает
preflight-look = Посмотреть
preflight-notice-title = Скоро замена сертификата, а на рабочем месте не всё готово
preflight-notice = { $what } Откройте «Диагностику», пока есть время: до конца сертификата { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }.

rehearsal-title = Репетиция
rehearsal-text = Вся замена от начала до конца в учебном режиме, в отдельном окне. Ваш носитель не используется, настоящий центр ничего не получит.
rehearsal-start = Начать репетицию
rehearsal-opening = Открывается окно с пометкой «Учебный режим». Ваш носитель не используется.
rehearsal-begun = Учебный режим: ваш носитель не используется, настоящий удостоверяющий центр ничего не получит.
rehearsal-done = Репетиция прошла до конца: учебный сертификат { $old } заменён на { $new }. Ничего настоящего не затронуто.
rehearsal-failed = Репетиция не дошла до конца. Ничего настоящего не затронуто.

history-open = История замен
history-title = История замен
history-lead = Что стало с каждой заменой на этом компьютере. PIN-кодов и ключей здесь нет.
history-empty = Замен на этом компьютере ещё не было.
history-reading = Читаем записи…
history-save = Сохранить CSV
history-saved = История сохранена: { $path }
history-show = Открыть файл
history-file = история-замен.csv
history-old = прежний { $old }
history-both = { $old } → { $new }
history-new = новый { $new }
history-unnamed = Первый сертификат
history-verdict-whole = Записи не изменялись
history-verdict-altered = Запись { $record } изменена

err-reader-service =
    { $state ->
        [silent] Служба чтения носителей не отвечает
       *[absent] Служба чтения носителей не запущена
    }. Ключи на носителях не затронуты, но программа их не увидит.
rec-reader-service = Администратору: установите пакет pcscd и включите его командой systemctl enable --now pcscd.socket.
err-pin-few = Осталось мало попыток ввода PIN-кода. Ключ на носителе цел.
rec-pin-few = Введите верный PIN-код не торопясь: после него попытки восстановятся. Не помните его — не угадывайте, спросите того, кто выдал носитель.
err-ca-name-unknown = Адрес удостоверяющего центра не найден. Ключ и заявка не потеряны.
rec-ca-name-unknown = Проверьте, открываются ли другие сайты. Если открываются, передайте администратору: имя { $host } не находится в DNS.
err-ca-port-closed = Соединение с удостоверяющим центром отклонено. Ключ и заявка не потеряны.
rec-ca-port-closed = Передайте администратору: к { $host } не пускает сетевой экран. Если он ни при чём, не работает сам центр — вернитесь позже.
err-ca-proxy = Прокси не пропускает к удостоверяющему центру. Ключ и заявка не потеряны.
rec-ca-proxy = Передайте администратору: прокси { $proxy } должен пропускать к { $host }.
err-ca-tls-foreign = Соединение с центром вскрывает «{ $issuer }». Данные не отправлены, ключ не затронут.
rec-ca-tls-foreign = Так делают антивирус или прокси организации. Передайте администратору: сертификат сервера выдал «{ $issuer }», адрес центра нужно внести в исключения проверки HTTPS.
err-autostart-off = Ежедневная проверка не включена. О сроке сертификата программа скажет, только если её открыть.
rec-autostart-off = Включите ежедневную проверку в настройках программы или переустановите её.
