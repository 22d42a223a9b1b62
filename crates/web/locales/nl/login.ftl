# Inloggen en de tweede factor

login-title = Inloggen
login-lead = Log hier in op { $product }.
username-label = Gebruikersnaam
password-label = Wachtwoord
password-show = weergeven
password-hide = verbergen
password-show-label = Wachtwoord weergeven
password-hide-label = Wachtwoord verbergen
remember-label = Onthoud mijn gebruikersnaam
login-action = Inloggen
cannot-log-in = Ik kan niet inloggen

login-wrong = De gebruikersnaam of het wachtwoord klopt niet. Controleer beide en probeer het opnieuw.
login-empty = Vul uw gebruikersnaam en uw wachtwoord in.
login-empty-username = Vul uw gebruikersnaam in.
login-empty-password = Vul uw wachtwoord in.
throttled = { $count ->
    [one] De ingevulde gegevens kloppen niet. Wacht { $wait }. Daarna kunt u het opnieuw proberen.
   *[other] Er zijn { $count } keer gegevens ingevuld die niet kloppen. Wacht { $wait }. Daarna kunt u het opnieuw proberen.
}
throttled-stopped =
    { $has_phone ->
        [yes] Er zijn te vaak gegevens ingevuld die niet kloppen. Daarom kunt u het hier nu niet meer proberen. Bel de helpdesk: { $help_desk }. Die kan het weer mogelijk maken. Uw gegevens zijn veilig.
       *[no] Er zijn te vaak gegevens ingevuld die niet kloppen. Daarom kunt u het hier nu niet meer proberen. Bel de helpdesk. Die kan het weer mogelijk maken. Uw gegevens zijn veilig.
    }

second-factor-title = Tweefactorauthenticatie
second-factor-why = { $product } bevat privacygevoelige gegevens. Daarom zijn wij verplicht om het inloggen te beveiligen met tweefactorauthenticatie: een extra controle na uw wachtwoord. De methodes voor de tweede factor kunnen sms, een authenticator app of een USB Beveiligingssleutel zijn.
second-factor-help = Tweefactorauthenticatie help
second-factor-app-what = Open de authenticator app op uw telefoon. Vul de code in die bij { $product } staat.
factor-code-label = Code uit uw app
factor-code-hint = 6 cijfers. Elke 30 seconden komt er een nieuwe code.
second-factor-problems = Tweefactorauthenticatie problemen?
second-factor-sms-what = Voer de eenmalige code in die u per SMS heeft ontvangen.
second-factor-sms-where = Wij stuurden de code naar het nummer dat eindigt op { $digits }.
second-factor-sms-none = Wij sturen een eenmalige code naar het nummer dat eindigt op { $digits }.
sms-code-label = Code uit de sms
sms-code-hint = 6 cijfers. De code werkt 5 minuten.
sms-send-action = Code sturen
sms-resend-what = Nog geen sms na 1 minuut? Dan kunt u een nieuwe code laten sturen. De vorige code werkt daarna niet meer.
sms-resend-action = Nieuwe code sturen
sms-resend-left = Nieuwe code sturen kan over
sms-resend-over = U kunt nu een nieuwe code laten sturen.
sms-sent = Wij hebben een nieuwe code gestuurd. Alleen de nieuwste code werkt.
sms-not-sent = Er is nog geen code gestuurd. Kies hieronder een andere methode, of laat een code sturen.
sms-delayed = Het sturen van de sms duurt langer dan normaal. Wacht nog even, of kies een andere methode.
sms-failed = Onze sms kon niet worden bezorgd. Kies een andere methode, of laat een nieuwe code sturen.
sms-wrong = Deze code klopt niet. Kijk of u de nieuwste sms hebt en vul die code in. Een oudere code werkt niet meer.
sms-expired = Deze code is verlopen. Een code per sms werkt 5 minuten. Laat een nieuwe code sturen.
sms-none-sent = Er is nog geen code gestuurd. Laat eerst een code sturen.
sms-empty = Vul de code van 6 cijfers uit de sms in.
sms-not-digits = De code heeft alleen cijfers. Kijk in de sms en vul de 6 cijfers in. Deze poging telt niet mee.
sms-wait = Wij hebben net een code gestuurd. Kijk eerst of die er is. Over { $wait } kunt u een nieuwe laten sturen.
sms-limit = Er zijn de laatste tijd te veel codes gestuurd. Kies een andere methode, of wacht { $wait }.
sms-limit-journey = U hebt drie codes laten sturen. Kies een andere methode, of log opnieuw in.
sms-away = Wij kunnen nu geen sms sturen. Kies een andere methode of probeer het over een paar minuten opnieuw.
second-factor-key-what = Pak uw beveiligingssleutel. Klik op de knop en volg wat uw browser vraagt.
second-factor-key-names = Uw sleutels: { $names }.
second-factor-off = { $method } kunt u niet meer gebruiken om in te loggen. Hebt u uw herstelcode? Stel dan hieronder een nieuwe methode in. Anders helpt de helpdesk u verder.
key-use-action = Sleutel gebruiken
key-insert = Steek uw sleutel in de USB-poort.
key-touch = Knippert het lampje? Raak de sleutel dan aan met uw vinger.
key-out-enrol = Een andere methode kiezen
key-out-lost = Sleutel kwijt of stuk?
key-window = Uw browser laat ook een venster zien. Volg wat daar staat. Wilt u stoppen? Klik in dat venster op „Annuleren”.
key-checking = Wij controleren het antwoord van uw sleutel.
key-cancelled = De controle is gestopt voordat de sleutel antwoord gaf. Er is niets gebeurd. Klik nog een keer op de knop.
key-time-out = Het duurde te lang. Er is niets gebeurd. Klik op de knop en raak de sleutel aan zodra het lampje knippert.
key-unknown = Deze sleutel hoort niet bij uw account. Zit er een andere sleutel in? Haal die eruit en gebruik de sleutel die u hebt ingesteld.
key-wrong-site = Uw browser weigert de sleutel op dit adres. Kijk of het adres boven in uw scherm klopt en log opnieuw in. Blijft het misgaan? Bel dan de helpdesk.
key-no-support = Deze browser of dit apparaat kan geen beveiligingssleutel gebruiken. Probeer het met een andere browser of op een andere computer.
key-no-script = Voor een beveiligingssleutel is JavaScript nodig. Dat staat uit in uw browser. Zet het aan en laad deze pagina opnieuw.
key-failed = Het antwoord van de sleutel klopte niet. Haal de sleutel eruit, steek hem er weer in en probeer het opnieuw.
key-expired = Het duurde te lang, of dit antwoord was al gebruikt. Klik nog een keer op de knop.
key-not-touched = De sleutel is niet aangeraakt. Klik op de knop en raak de sleutel aan als het lampje knippert.
key-counter =
    { $has_phone ->
        [yes] Deze sleutel is niet meer te vertrouwen: misschien bestaat er een kopie van. Bel de helpdesk: { $help_desk }.
       *[no] Deze sleutel is niet meer te vertrouwen: misschien bestaat er een kopie van. Bel de helpdesk.
    }
other-method-title = Andere methode gebruiken
other-method-app = Authenticator App gebruiken
other-method-security-key = USB Beveiligingssleutel gebruiken
other-method-sms = SMS gebruiken

factor-wrong = Deze code klopt niet. Vul de code in die u nu in de app ziet. Klopt hij weer niet? Kijk dan of de klok van uw telefoon goed staat.
factor-expired = Deze code is verlopen. Een code uit de app werkt 30 seconden. Vul de code in die u nu ziet.
factor-length = { $got ->
    [one] De code heeft 6 cijfers. U hebt er 1 ingevuld. Deze poging telt niet mee.
   *[other] De code heeft 6 cijfers. U hebt er { $got } ingevuld. Deze poging telt niet mee.
}
factor-not-digits = De code heeft alleen cijfers. Kijk in de app en vul de 6 cijfers in. Deze poging telt niet mee.
factor-empty = Vul de code van 6 cijfers uit uw app in.
factor-ended = U hebt vijf keer een code ingevuld die niet klopt. Log opnieuw in met uw gebruikersnaam en wachtwoord. Daarna kunt u het nog een keer proberen.

reset-instead-title = Uw methode kwijt?
reset-instead-why = U hebt een resetlink van de helpdesk geopend. Hebt u uw telefoon of sleutel niet meer? Dan kunt u nu opnieuw beginnen.
reset-instead-action = Opnieuw instellen

journey-expired = Deze stap is verlopen, omdat er een tijd niets gebeurde. Log opnieuw in. Er is niets verloren gegaan.
journey-superseded = Er is intussen iets veranderd, bijvoorbeeld in een ander venster. Log opnieuw in om verder te gaan.
journey-other-step = U was al verder. Dit is de stap waar u nu bent.
after-wipe = Uw oude methode is verwijderd. Log nu in met uw gebruikersnaam en wachtwoord. Daarna stelt u een nieuwe methode in. Bewaar uw herstelcode tot u klaar bent.
after-reset-link = Uw oude methode is verwijderd. Log nu in met uw gebruikersnaam en wachtwoord. Daarna stelt u een nieuwe methode in.
already-enrolled = Uw tweede factor is al ingesteld. U hoeft dit niet nog een keer te doen.
logged-out = U bent uitgelogd.
session-ended-idle = U bent uitgelogd, omdat er een tijd niets gebeurde. Log opnieuw in om verder te gaan.
cancelled = U bent gestopt met inloggen. U kunt hier opnieuw beginnen.

leaving-title = U gaat naar { $application }
leaving-lead = U bent ingelogd. Dit gaat vanzelf. Gebeurt er niets? Klik dan op de knop.
leaving-action = Naar { $application }
