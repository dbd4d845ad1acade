### The printed form of a certificate.
### %name% is the place of a value: the texts reach the form without the substitutions of Fluent.

paper-title = Certificate of the electronic signature verification key
paper-number = No. %number%
paper-page = Page %page% of %pages%
paper-footer = SHA-256 fingerprint: %fingerprint%
paper-moment = %day% %month% %year% %time% UTC
paper-month-1 = January
paper-month-2 = February
paper-month-3 = March
paper-month-4 = April
paper-month-5 = May
paper-month-6 = June
paper-month-7 = July
paper-month-8 = August
paper-month-9 = September
paper-month-10 = October
paper-month-11 = November
paper-month-12 = December

## Blocks

paper-block-validity = Validity of the certificate
paper-block-organisation = Holder: organisation
paper-block-holder = Holder: authorised person
paper-block-issuer = Issuer
paper-block-key = Verification key
paper-block-private-key = Validity of the signing key
paper-block-signature = Signature of the issuer

## Rows

paper-not-before = Valid from
paper-not-after = Valid until
paper-location = Location
paper-identification = Identification of the holder
paper-identification-0 = In person
paper-identification-1 = Remotely, by a valid qualified electronic signature
paper-identification-2 = Remotely, by a biometric passport
paper-identification-3 = Remotely, by the state biometric system
paper-issuer-name = Certification authority
paper-issuer-tool = Signing tool of the issuer
paper-issuer-tool-document = Conformity of the signing tool
paper-ca-tool = CA tool
paper-ca-tool-document = Conformity of the CA tool
paper-ca-tool-class = Class of the CA tools
paper-key-algorithm = Key algorithm
paper-sign-tool = Signing tool of the holder
paper-sign-tool-class = Class of the holder’s signing tool
paper-key-usage = Key usage
paper-extended-usage = Areas of use
paper-key-value = Key value
paper-signature-algorithm = Signature algorithm
paper-signature-value = Signature value

paper-field-organization = Name
paper-field-organizational-unit = Department
paper-field-ogrn = OGRN
paper-field-inn-le = INN of the organisation
paper-field-kpp = KPP
paper-field-fss-number = FSS registration number
paper-field-title = Position
paper-field-surname = Surname
paper-field-given-name = Name and patronymic
paper-field-snils = SNILS
paper-field-inn = INN
paper-field-ogrnip = OGRNIP
paper-field-email = E-mail

## Signature by hand

paper-signature-holder = Holder of the certificate
paper-signature-caption = signature
paper-name-caption = full name
paper-date-caption = date

## Key usage by bit number

paper-usage-0 = Digital signature
paper-usage-1 = Non-repudiation
paper-usage-2 = Key encipherment
paper-usage-3 = Data encipherment
paper-usage-4 = Key agreement
paper-usage-5 = Certificate signing
paper-usage-6 = CRL signing
paper-usage-7 = Encipher only
paper-usage-8 = Decipher only

## Areas of use by object identifier

paper-eku-1-3-6-1-5-5-7-3-1 = Server authentication
paper-eku-1-3-6-1-5-5-7-3-2 = Client authentication
paper-eku-1-3-6-1-5-5-7-3-3 = Code signing
paper-eku-1-3-6-1-5-5-7-3-4 = E-mail protection
paper-eku-1-3-6-1-5-5-7-3-8 = Time stamping
paper-eku-1-3-6-1-5-5-7-3-9 = OCSP signing
paper-eku-1-2-643-2-2-34-6 = CryptoPro registration authority user
paper-eku-1-2-643-100-2-1 = SMEV, signature of a person
paper-eku-1-2-643-100-2-2 = SMEV, signature of a system
paper-eku-1-2-643-3-61-502710-1-6-3-4-1 = EIS, customer
paper-eku-1-2-643-3-61-502710-1-6-3-4-2 = EIS, authorised body
paper-eku-1-2-643-3-61-502710-1-6-3-4-3 = EIS, specialised organisation
paper-eku-1-2-643-3-61-502710-1-6-3-4-4 = EIS, controlling body
paper-eku-1-2-643-3-61-502710-1-6-3-4-16 = EIS, authorised institution

## Algorithms

paper-algorithm-gost-256 = GOST R 34.10-2012, 256 bit
paper-algorithm-gost-512 = GOST R 34.10-2012, 512 bit
paper-algorithm-gost-256-signature = GOST R 34.11-2012/34.10-2012, 256 bit
paper-algorithm-gost-512-signature = GOST R 34.11-2012/34.10-2012, 512 bit
paper-algorithm-ec = Elliptic curve
paper-algorithm-p256 = ECDSA, curve P-256
paper-algorithm-ecdsa-sha256 = ECDSA with SHA-256
paper-algorithm-ecdsa-sha384 = ECDSA with SHA-384
paper-algorithm-rsa = RSA
paper-algorithm-rsa-sha256 = RSA with SHA-256

## Backup: names of the folder and of the files, without extensions

copy-folder = Backup %holder% %date%
copy-certificate = Certificate
copy-chain = Certificate chain
copy-request = Certificate request
copy-key-store = Key and certificate
copy-paper = Printed form
