# De herstelcode gebruiken, en links van de helpdesk

reset-title = Tweefactorauthenticatie opnieuw instellen
reset-what-code = Hebt u uw telefoon of sleutel niet meer? Gebruik dan uw persoonlijke herstelcode. Die hebt u gekregen toen u tweefactorauthenticatie instelde.
reset-help = Reset help
reset-then = Na het invullen van uw herstelcode gaat u terug naar inloggen. U logt in met uw gebruikersnaam en wachtwoord. Daarna stelt u een nieuwe methode in.
wipe-gone = Dit verdwijnt: uw oude methode. Hebt u er meer, dan verdwijnen ze allemaal. U wordt overal uitgelogd.
wipe-stays = Dit blijft: uw gebruikersnaam, uw wachtwoord en al uw gegevens.
recovery-code-label = Herstelcode
recovery-code-hint-digits = 16 cijfers, zoals
recovery-code-hint-base32 = 16 letters en cijfers, zoals
reset-action = Opnieuw instellen
recovery-code-problems = Herstelcode problemen?
back-to-second-factor = Terug naar tweefactorauthenticatie
back-to-no-grant = Terug naar de vorige pagina

code-wrong = Deze herstelcode klopt niet. Vergelijk de code met uw papier of bestand en probeer het opnieuw. Gebruik altijd de nieuwste code die u hebt gekregen.
code-length-base32 = De herstelcode heeft { $expected } tekens. U hebt er { $got } ingevuld. Deze poging telt niet mee.
code-length = De herstelcode heeft { $expected } cijfers. U hebt er { $got } ingevuld. Deze poging telt niet mee.
code-characters = Het teken „{ $found }” komt in een herstelcode niet voor. Vergelijk de code met uw papier of bestand. Deze poging telt niet mee.
code-check = Er zit een typefout in de herstelcode. Vergelijk de code met uw papier of bestand. Deze poging telt niet mee.
code-empty = Vul uw herstelcode in.
code-paused = Er is een paar keer een herstelcode ingevuld die niet klopt. Wacht { $wait }. Daarna kunt u het opnieuw proberen.
code-ended = U hebt drie keer een herstelcode ingevuld die niet klopt. Pak uw herstelcode erbij en log opnieuw in. Daarna kunt u het nog een keer proberen.
code-void =
    { $has_phone ->
        [yes] Deze herstelcode werkt niet meer, omdat er te vaak een verkeerde code is ingevuld. Bel de helpdesk: { $help_desk }. Die kan u een link sturen waarmee u opnieuw begint.
       *[no] Deze herstelcode werkt niet meer, omdat er te vaak een verkeerde code is ingevuld. Bel de helpdesk. Die kan u een link sturen waarmee u opnieuw begint.
    }
code-none =
    { $has_phone ->
        [yes] Voor dit account is er nu geen herstelcode die werkt. Bel de helpdesk: { $help_desk }. Die kan u een link sturen waarmee u opnieuw begint.
       *[no] Voor dit account is er nu geen herstelcode die werkt. Bel de helpdesk. Die kan u een link sturen waarmee u opnieuw begint.
    }

no-grant-title-recovery = Ga verder met instellen
no-grant-title-activation = Ga verder waar u begon
no-grant-title-help-desk = Vraag eerst een link aan
no-grant-recovery-elsewhere = U kunt op deze computer niet verder met instellen. Ga verder op het apparaat waar u uw herstelcode hebt ingevuld, of vul de code hier nog een keer in.
no-grant-needs-activation = U kunt op deze computer niet verder met instellen. Ga verder op het apparaat waar u uw wachtwoord hebt gekozen. Kan dat niet meer? De helpdesk kan u een nieuwe link sturen. Uw gegevens zijn veilig.
no-grant-needs-help-desk = Voor uw account is nu geen tweede factor ingesteld. De helpdesk kan u een link sturen waarmee u dat zelf doet. Uw gegevens zijn veilig.
no-grant-action = Herstelcode invullen

reset-link-lead = De helpdesk heeft u deze link gestuurd, omdat u uw telefoon of sleutel niet meer hebt. Log in om een nieuwe methode in te stellen.
reset-link-need = U hebt nodig: uw gebruikersnaam, uw wachtwoord en het apparaat dat uw nieuwe methode wordt, bijvoorbeeld uw nieuwe telefoon.
reset-link-then = Wanneer u doorgaat met opnieuw instellen:
set-up-link-title = Uw tweede factor instellen
set-up-link-lead = Log in met uw gebruikersnaam en uw wachtwoord. Daarna stelt u een extra controle in, bijvoorbeeld met een app op uw telefoon.
set-up-link-need = U hebt nodig: uw gebruikersnaam, het wachtwoord dat u al had en het apparaat voor de extra controle, bijvoorbeeld uw telefoon.
reset-link-not-asked = Hebt u hier niet om gevraagd? Log dan niet in.
reset-link-waits = Deze link werkt vanaf { $from }. Open hem dan opnieuw.
reset-link-waits-why = Er is een wachttijd, zodat niemand anders uw tweede factor ongemerkt kan vervangen. Tot die tijd verandert er niets.
reset-link-waits-cancel = Hebt u uw telefoon of sleutel nog, of hebt u hem terug? Log dan in met uw gewone methode. Dan stopt het opnieuw instellen en werkt deze link niet meer.
reset-link-waits-not-asked = Hebt u hier niet om gevraagd? Log in met uw gewone methode, dan stopt het.

link-dead-used-title = Deze link is al gebruikt
link-dead-old-title = Deze link werkt niet meer
link-dead-activation-used = Uw account is al geactiveerd. U kunt inloggen met uw gebruikersnaam en het wachtwoord dat u toen hebt gekozen.
link-dead-activation-old = De activatielink is te oud of niet volledig, of er is te vaak een verkeerde pincode ingevuld. Open de link uit de nieuwste mail. Lukt dat niet? De helpdesk kan u een nieuwe link sturen.
link-dead-reset-used = Met deze link is al een nieuwe methode ingesteld. Log in. Hebt u dat niet zelf gedaan? Bel dan meteen de helpdesk.
link-dead-reset-old = De resetlink is te oud of niet volledig, of hij is gestopt omdat u gewoon hebt ingelogd. Open de link uit de nieuwste mail. Lukt dat niet? De helpdesk kan u een nieuwe link sturen.
