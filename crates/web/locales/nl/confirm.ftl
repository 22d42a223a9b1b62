# Bevestigen in het account, en wat daarachter ligt

confirm-title = Bevestig dat u het bent
confirm-how = Vul uw wachtwoord in. Daarna vragen wij uw tweede factor. De bevestiging geldt vijf minuten.
confirm-wrong = Dit wachtwoord klopt niet. Probeer het opnieuw.
confirm-action = Bevestigen
confirm-for-overview = U wilt iets wijzigen in uw account.
confirm-for-add-factor = U wilt een tweede factor toevoegen.
confirm-for-replace-factor = U wilt een tweede factor vervangen.
confirm-for-remove-factor = U wilt een tweede factor verwijderen.
confirm-for-new-code = U wilt een nieuwe herstelcode.
confirm-for-try-code = U wilt uw herstelcode proberen.
confirm-for-password = U wilt uw wachtwoord wijzigen.
confirm-for-addresses = U wilt uw mailadressen wijzigen.
confirm-for-export = U wilt uw gegevens downloaden.
back-to-account = Terug naar Mijn account
choose-act-title = Kies een methode
act-add-title = Tweede factor toevoegen
act-add-what = U stelt nu nog een methode in. Uw huidige methode blijft werken. Raakt u er een kwijt, dan kunt u met de andere inloggen.
act-replace-title = Tweede factor vervangen
act-replace-what = U stelt nu een nieuwe methode in. Zodra die werkt, wordt deze verwijderd.
act-code-title = Nieuwe herstelcode
act-code-what = U krijgt nu een nieuwe herstelcode. Uw oude code werkt dan meteen niet meer.
