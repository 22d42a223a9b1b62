# De wizard en de activatie

steps-label = Stappen
step-introduction = Introductie
step-method = Tweefactorauthenticatie instellen
step-recovery-code = Herstelcode
step-done = klaar

introduction-title = Introductie
introduction-why = { $product } bevat privacygevoelige gegevens. Daarom logt u in met uw wachtwoord én met iets dat alleen u hebt. Dat heet tweefactorauthenticatie. U stelt het hier één keer in.
introduction-keep-code = Bewaar uw oude herstelcode tot u klaar bent. Stopt u halverwege, dan hebt u hem misschien nog een keer nodig. Aan het eind krijgt u een nieuwe code.
introduction-replacing = De methode waarmee u nu inlogt wordt niet meer aangeboden. Daarom stelt u eerst een andere in. Daarna bent u binnen.
introduction-how-long = Het duurt ongeveer 5 minuten. Dit gaan we doen:
introduction-need-title = Leg alles klaar
introduction-need = U hebt uw beveiligingssleutel of uw mobiele telefoon nodig, en pen en papier of een printer.
introduction-method-title = Stel uw methode in
introduction-method = U kiest hoe u de extra controle doet. Wij leggen elke stap uit.
introduction-code-title = Bewaar uw herstelcode
introduction-code = U krijgt een persoonlijke code. Daarmee komt u weer binnen als u uw telefoon of sleutel kwijt bent.
introduction-action = Beginnen
enrolment-help = Hulp bij het instellen
enrol-later = Stoppen en later verdergaan

choose-method-question = Op welke wijze wilt u de extra verificatiestap uitvoeren?
choose-method-action = Verder met deze methode
method-missing = Kies een methode om verder te gaan.
method-app = Authenticator App
method-app-time = Instellen duurt ongeveer 5 minuten.
method-app-need = U hebt een smartphone nodig. De app maakt codes, ook zonder internet.
method-app-safe = Veilig: de codes staan alleen op uw telefoon.
method-security-key = USB Beveiligingssleutel
method-security-key-time = Instellen duurt ongeveer 2 minuten.
method-security-key-need = U hebt een sleutel van het type U2F nodig en een vrije USB-poort.
method-security-key-safe = Het veiligst: de sleutel werkt nooit op een nepsite.
method-sms = SMS
method-sms-time = Instellen duurt ongeveer 2 minuten.
method-sms-need = U hebt een mobiel telefoonnummer nodig. U krijgt elke keer een code.
method-sms-safe = Minder veilig: iemand kan een telefoonnummer overnemen.
back-to-introduction = Terug naar introductie

app-setup-title = Authenticator App instellen
app-setup-install-title = Installeer een authenticator app
app-setup-install = Hebt u al een authenticator app op uw telefoon? Gebruik die. Zo niet, installeer er een uit de appwinkel, bijvoorbeeld Google Authenticator, Microsoft Authenticator of 2FAS. Ze zijn gratis.
app-setup-scan-title = Voeg { $product } toe in de app
app-setup-scan = Kies in de app voor toevoegen, vaak een plusteken. Scan dan deze QR-code met de camera.
app-setup-qr-label = QR-code voor uw authenticator app. Dezelfde sleutel staat hiernaast als tekst.
app-setup-by-hand = Lukt scannen niet? Kies in de app voor een sleutel invoeren en typ deze over:
app-setup-account = In de app heet dit { $account }.
copy-secret = Sleutel kopiëren
app-setup-this-device = Staat de app op dit apparaat? Open hem hier
app-setup-prove-title = Vul de code in die de app nu laat zien
app-setup-prove-hint = 6 cijfers. Zo weten we dat het werkt.
app-setup-action = Code bevestigen
app-setup-help = Hulp bij de authenticator app
back-to-method = Terug naar de keuze van de methode
choose-second-title = Nog een methode instellen

sms-setup-title = SMS instellen
sms-setup-risk = Goed om te weten: sms is minder veilig dan een app of een sleutel. Iemand kan uw telefoonnummer overnemen, en een code kan op een nepsite worden ingevuld. Kies als het kan een andere methode.
sms-setup-where = Wij stuurden de code naar { $number }.
sms-setup-help = Hulp bij sms
phone-label = Mobiel telefoonnummer
phone-hint = Bijvoorbeeld 06 12345678. U krijgt meteen een code op dit nummer.
phone-other = Ander nummer invullen
phone-empty = Vul uw mobiele telefoonnummer in.
phone-characters = Een telefoonnummer heeft alleen cijfers. Laat letters en andere tekens weg.
phone-too-short = Dit nummer is te kort. Een Nederlands mobiel nummer heeft 10 cijfers en begint met 06.
phone-too-long = Dit nummer is te lang. Een Nederlands mobiel nummer heeft 10 cijfers en begint met 06.
phone-unknown = Dit nummer bestaat niet. Kijk of u een cijfer te veel of te weinig hebt ingevuld.
phone-not-mobile = Op dit nummer kunt u geen sms krijgen. Vul een mobiel nummer in, bijvoorbeeld een nummer dat met 06 begint.
phone-country = Naar nummers uit dit land sturen wij geen sms. Vul een ander nummer in, of kies een andere methode.
new-number = Deze stap duurde te lang. Vul uw nummer nog een keer in.

key-setup-title = USB Beveiligingssleutel instellen
key-setup-name-title = Geef uw sleutel een naam
key-name-label = Naam van de sleutel
key-name-hint = Zo herkent u hem later, bijvoorbeeld Thuis of Werk. U mag dit leeg laten.
key-name-too-long = Deze naam is te lang, of er staat een teken in dat niet zichtbaar is. Gebruik hoogstens { $max } tekens.
key-setup-insert-title = Steek de sleutel in de USB-poort
key-setup-insert = De sleutel is van het type U2F. Hij past in een gewone USB-poort van uw computer.
key-setup-touch-title = Raak de sleutel aan
key-setup-touch = Klik op de knop. Uw browser vraagt om de sleutel. Raak hem aan als het lampje knippert.
key-setup-action = Sleutel instellen
key-setup-help = Hulp bij de beveiligingssleutel
key-cancelled-enrol = Het instellen is gestopt voordat de sleutel antwoord gaf. Er is niets gebeurd. Klik nog een keer op de knop.
key-known = Deze sleutel is al ingesteld. U kunt er gewoon mee inloggen. Haal hem eruit en gebruik een andere sleutel.
key-not-allowed = Deze soort sleutel wordt hier niet geaccepteerd. Vraag uw helpdesk welke sleutels u mag gebruiken.

second-advice-title = Stel ook een tweede methode in
second-advice-done = Uw eerste methode is ingesteld en u hebt uw herstelcode bewaard.
second-advice-why = Met een tweede methode kunt u blijven inloggen als de eerste kwijt of kapot is. Het is een advies: u mag het ook overslaan.
second-advice-held = Ingesteld
second-advice-possible = Dit kan ook
second-advice-action = Tweede methode instellen
second-advice-decline = Nu niet

recovery-code-title = Herstelcode
recovery-code-what = Dit is uw persoonlijke herstelcode. Hebt u uw telefoon of sleutel niet meer? Dan stelt u met deze code zelf een nieuwe methode in.
recovery-code-keep = U ziet de code alleen nu. Schrijf hem op of druk hem af. Bewaar hem op een veilige plek, niet bij uw telefoon. Een oude herstelcode werkt vanaf nu niet meer.
recovery-code-made-on = Gemaakt op { $date }
recovery-code-check-title = Hebt u de code bewaard?
recovery-code-typed-label = Vul de herstelcode nog een keer in
recovery-code-action = Code bevestigen
recovery-code-help = Hulp bij de herstelcode
recovery-code-fresh-not-confirmed = Uw tweede factor is ingesteld, maar uw herstelcode was nog niet bevestigd. Daarom krijgt u een nieuwe code.
recovery-code-fresh-voided = Uw oude herstelcode werkt niet meer, omdat er te vaak een verkeerde code is ingevuld. Daarom krijgt u een nieuwe code.
typed-back-wrong = Dit is niet de code die hierboven staat. Vergelijk de cijfers en letters en vul de code nog een keer in.

print-what = Met deze code stelt u uw tweede factor opnieuw in als u uw telefoon of sleutel niet meer hebt.
print-where = Log in bij { $product } en kies „Tweefactorauthenticatie opnieuw instellen”.
print-keep = Bewaar dit op papier, niet bij uw telefoon.

enrolled = U bent klaar. Uw tweede factor is ingesteld. Bewaar uw nieuwe herstelcode op een veilige plek.

activate-title = Account activeren
activate-lead = Welkom, { $name }. Kies een wachtwoord voor uw account bij { $product }.
activate-action = Wachtwoord opslaan
activate-then = Daarna logt u in en stelt u de extra controle in. Houd uw smartphone of uw beveiligingssleutel bij de hand.
activate-help = Hulp bij het activeren
password-too-short = Dit wachtwoord heeft { $got } tekens. Kies een wachtwoord van minstens { $min } tekens.
password-too-long = Dit wachtwoord is te lang. Kies een wachtwoord van hoogstens { $max } tekens.
password-control = In dit wachtwoord staat een teken dat niet zichtbaar is. Typ het wachtwoord zelf in plaats van het te plakken.
password-context = Dit wachtwoord is makkelijk te raden: het is uw naam, uw gebruikersnaam, { $product } of een woord van { $organisation }, soms met een jaartal of cijfers erachter. Kies een zin van een paar andere woorden.
password-set = Uw wachtwoord is opgeslagen.
activated = Uw account is actief. Log nu in met uw gebruikersnaam en uw nieuwe wachtwoord. Daarna stelt u de extra controle in.
new-secret = De QR-code was te oud. Hieronder staat een nieuwe. Scan die opnieuw in uw app.
recovery-code-file = herstelcode.txt
