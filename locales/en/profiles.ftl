### Profiles of certification authorities

err-profile-gone = The settings of the certification authority “{ $profile }” were not found. Keys, certificates and replacements under way are untouched.
rec-profile-gone = Put the settings file back into the folder profiles, and the replacement goes on from the same place. renewctl profiles shows which settings there are.

profiles-own = own folder
profiles-built-in = comes with the program
profiles-broken = cannot be read
profiles-valid = No mistakes: { $title }.
profiles-mistakes = { $count ->
    [one] { $count } mistake found.
   *[other] { $count } mistakes found.
}
