### Профили удостоверяющих центров

err-profile-gone = Настройки удостоверяющего центра «{ $profile }» не найдены. Ключи, сертификаты и начатые замены не затронуты.
rec-profile-gone = Верните файл настроек в папку profiles, и замена продолжится с того же места. Какие настройки есть, покажет renewctl profiles.

profiles-own = своя папка
profiles-built-in = с программой
profiles-broken = не читается
profiles-valid = Ошибок нет: { $title }.
profiles-mistakes = { $count ->
    [one] Найдена { $count } ошибка.
    [few] Найдены { $count } ошибки.
   *[other] Найдено { $count } ошибок.
}
