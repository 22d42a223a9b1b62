# De brief op papier, en de pagina waar de code uit de brief wordt overgetypt

letter-code-title = Code uit uw brief
letter-code-lead = Hebt u een brief gekregen met een code? Typ die hier over.
letter-code-label = Code uit de brief
letter-code-hint = 24 letters en cijfers, zoals
letter-code-action = Verder
letter-code-mail = Hebt u een link in een mail gekregen? Open dan die link. U hebt dan geen code nodig.
letter-code-empty = Vul de code uit uw brief in.
letter-code-length = De code heeft 24 letters en cijfers. U hebt er { $got } ingevuld.
letter-code-characters = Het teken „{ $found }” komt in de code niet voor. Vergelijk de code met uw brief.
letter-code-check = Er zit een typefout in de code. Vergelijk de code met uw brief.
letter-code-wrong = Deze code werkt niet. Hij is al gebruikt of te oud, of er is een nieuwere brief. Gebruik altijd de nieuwste brief. Lukt het niet? De helpdesk kan u een nieuwe sturen.
letter-code-have = Ik heb een brief met een code

pin-label = Pincode
pin-hint = 6 cijfers. U krijgt ze apart van de helpdesk, bijvoorbeeld per telefoon. Ze staan niet in de mail of brief.
pin-empty = Vul de pincode in. Hebt u er geen? Vraag hem aan de helpdesk.
pin-not-digits = Een pincode heeft alleen cijfers.
pin-length = Een pincode heeft 6 cijfers. U hebt er { $got } ingevuld.
pin-wrong = { $left ->
    [one] Deze pincode klopt niet. U kunt het nog 1 keer proberen. Daarna werkt de link niet meer.
   *[other] Deze pincode klopt niet. U kunt het nog { $left } keer proberen. Daarna werkt de link niet meer.
}

paper-greeting = Beste { $name },
paper-activation-subject = Activeer uw account bij { $product }
paper-activation-lead = Er is een account voor u gemaakt bij { $product }. Met deze brief kiest u zelf een wachtwoord. Daarna stelt u een extra controle in. Houd uw smartphone of uw beveiligingssleutel bij de hand. Begin op één van deze twee manieren:
paper-activation-then = Daarna wijst de pagina u de weg. Het duurt ongeveer 10 minuten.
paper-reset-subject = Stel uw tweede factor opnieuw in
paper-reset-lead = De helpdesk stuurt u deze brief, omdat u uw telefoon of sleutel niet meer hebt. Met deze brief, uw gebruikersnaam en uw wachtwoord stelt u bij { $product } een nieuwe methode in. Houd uw nieuwe telefoon of sleutel bij de hand. Begin op één van deze twee manieren:
paper-reset-then = Daarna logt u in en wijst de pagina u de weg. Het duurt ongeveer 5 minuten.
paper-set-up-subject = Stel uw tweede factor in bij { $product }
paper-set-up-lead = Uw account is overgezet naar { $product }. Uw gebruikersnaam en wachtwoord blijven gelijk. Met deze brief, uw gebruikersnaam en uw wachtwoord stelt u een extra controle in. Houd uw smartphone of uw beveiligingssleutel bij de hand. Begin op één van deze twee manieren:
paper-camera-title = Met een camera
paper-camera = Richt de camera van uw telefoon of tablet op het blokje en open de pagina.
paper-typed-title = Zonder camera
paper-typed = Ga in uw browser naar deze pagina en typ de code over:
paper-symbols = Hoofdletters, spaties en streepjes maken niet uit. In de code staan geen letters I, L en O: het zijn de cijfers 1 en 0.
paper-pin = U hebt ook een pincode van 6 cijfers nodig. Die staat niet in deze brief. U krijgt hem apart van de helpdesk, bijvoorbeeld per telefoon.
paper-until = Deze brief werkt één keer, tot { $until }.
paper-from-until = Deze brief werkt één keer, van { $from } tot { $until }.
paper-cancels = Vindt u uw telefoon of sleutel terug? Log dan gewoon in. Dan werkt deze brief niet meer, en alles blijft zoals het was.
paper-keep = Geef deze brief en de code aan niemand, ook niet aan de helpdesk. Vernietig de brief als u klaar bent.
paper-questions = Vragen?
paper-not-asked = Verwachtte u deze brief niet? Gebruik hem dan niet en neem meteen contact op met de helpdesk.
paper-regards = Met vriendelijke groet,
