#!/usr/bin/env bash
# The renewal of benches/renewal.rs as a careful administrator would write it: pkcs11-tool, openssl and curl,
# against the same sandbox, on the same token, with the same checks. Bash alone takes JSON and DER apart, so
# that no process is started that is not needed.
#
# Environment: MODULE, LABEL, PIN, OLD_ID (CKA_ID of the ending key, hex), SNILS (digits), SANDBOX (its folder),
# WORK (an empty folder). OPENSSL_CONF must set up the engine «pkcs11» with the module and the PIN.
set -euo pipefail
cd "$WORK"

endpoint=$(<"$SANDBOX/profile.toml")
[[ $endpoint =~ endpoint\ =\ \"([^\"]*)\" ]] && endpoint=${BASH_REMATCH[1]}

# --- Helpers -------------------------------------------------------------------------------------------------

# call PATH [curl options…]: one request; the answer is in $answer.
call() {
  local path=$1
  shift
  answer=$(curl --silent --show-error --fail --noproxy '*' --cacert "$SANDBOX/root.pem" "$@" "$endpoint$path")
}

# post PATH JSON [curl options…]
post() {
  local path=$1 json=$2
  shift 2
  call "$path" --header 'Content-Type: application/json' --data "$json" "$@"
}

# member NAME: the text of a member of $answer.
member() {
  [[ $answer =~ \"$1\":\"([^\"]*)\" ]] || { echo "no $1 in $answer" >&2; return 1; }
  REPLY=${BASH_REMATCH[1]}
}

# split HEX: length of the head and of the content of the first DER element, in hex digits.
split() {
  local first=$((16#${1:2:2}))
  if ((first < 128)); then
    head=4 size=$((first * 2))
  else
    head=$((4 + (first - 128) * 2))
    size=$((16#${1:4:head-4} * 2))
  fi
}

# wrap TAG HEX: a DER element.
wrap() {
  local bytes=$((${#2} / 2)) length
  if ((bytes < 128)); then printf -v length %02X "$bytes"
  elif ((bytes < 256)); then printf -v length 81%02X "$bytes"
  else printf -v length 82%04X "$bytes"; fi
  REPLY=$1$length$2
}

token() { pkcs11-tool --module "$MODULE" --token-label "$LABEL" --login --pin env:PIN "$@" >>tool.log 2>&1; }
key_of() { REPLY="pkcs11:token=$LABEL;id=$(sed 's/../%&/g' <<<"$1");type=private"; }
# By the key of the current certificate: sign FILE OUT [options of openssl cms…]
sign() {
  local in=$1 out=$2
  shift 2
  key_of "$OLD_ID"
  openssl cms -sign -binary -cades -nosmimecap -md sha256 -in "$in" -out "$out" -outform DER \
    -signer old.pem -engine pkcs11 -keyform engine -inkey "$REPLY" "$@" 2>>tool.log
}

# --- The holder ----------------------------------------------------------------------------------------------

token --read-object --type cert --id "$OLD_ID" --output-file old.der
openssl x509 -inform DER -in old.der -out old.pem
post /v1/holder "{\"snils\":\"$SNILS\",\"certificate\":\"$(base64 -w0 old.der)\"}"
record=$answer

# --- Sign in with the current key ----------------------------------------------------------------------------

call /v1/challenge --request POST
member challenge
base64 -d <<<"$REPLY" >challenge
sign challenge proof.der -nodetach
post /v1/session "{\"proof\":\"$(base64 -w0 proof.der)\"}"
member token
session=$REPLY

# --- The new key, on the token -------------------------------------------------------------------------------

new_id=$(openssl rand -hex 16)
token --keypairgen --key-type EC:prime256v1 --id "$new_id" --label "Renewal $new_id" --usage-sign --sensitive

# --- The request ---------------------------------------------------------------------------------------------

# The subject is what the CA has told and the user has agreed to.
subject=
for pair in CN:common-name SN:surname GN:given-name title:title SNILS:snils INN:inn O:organization OGRN:ogrn \
  0.1.2.643.100.4:inn-le C:country ST:region L:locality street:street emailAddress:email; do
  answer=$record
  member "${pair#*:}"
  subject+="${pair%%:*} = $REPLY"$'\n'
done
cat >request.cnf <<END
openssl_conf = tools
.include $OPENSSL_CONF
[req]
prompt = no
utf8 = yes
string_mask = utf8only
distinguished_name = subject
req_extensions = extensions
[subject]
$subject
[extensions]
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement
extendedKeyUsage = clientAuth, emailProtection
certificatePolicies = 1.2.643.100.113.1
1.2.643.100.111 = ASN1:UTF8:pkcs11-tool
1.2.643.100.114 = ASN1:INTEGER:1
END
key_of "$new_id"
new_key=$REPLY
OPENSSL_CONF=request.cnf openssl req -new -config request.cnf -engine pkcs11 -keyform engine -key "$new_key" \
  -outform DER -out plain.der 2>>tool.log

# openssl req writes no attribute with a certificate inside (1.3.6.1.4.1.311.13.1): it is put in here, and the
# request is signed again.
request=$(basenc --base16 -w0 plain.der)
split "$request"
info=${request:head}
split "$info"
info=${info:head:size}
rest=$info fields=
for _ in version subject key; do
  split "$rest"
  fields+=${rest:0:head+size}
  rest=${rest:head+size}
done
split "$rest"
attributes=${rest:head:size}
wrap 31 "$(basenc --base16 -w0 old.der)"
wrap 30 "06092B0601040182370D01$REPLY"
wrap A0 "$attributes$REPLY"
wrap 30 "$fields$REPLY"
info=$REPLY
basenc --base16 -d <<<"$info" >info.der
openssl dgst -sha256 -engine pkcs11 -keyform engine -sign "$new_key" -out signature info.der 2>>tool.log
wrap 03 "00$(basenc --base16 -w0 signature)"
wrap 30 "${info}300A06082A8648CE3D040302$REPLY"
basenc --base16 -d <<<"$REPLY" >request.der
openssl req -inform DER -in request.der -verify -noout 2>>tool.log

# --- To the CA and back --------------------------------------------------------------------------------------

sign request.der package.der -nodetach
post /v1/requests "{\"package\":\"$(base64 -w0 package.der)\"}" \
  --header "Authorization: Bearer $session" --header "Idempotency-Key: $(openssl rand -hex 16)"
member request
order=/v1/requests/$REPLY
until call "$order" && member stage && [[ $REPLY == issued ]]; do sleep 1; done
call "$order/certificate"
member certificate
base64 -d <<<"$REPLY" >new.der
[[ $answer =~ \"chain\":\[\"([^\"]*)\" ]]
base64 -d <<<"${BASH_REMATCH[1]}" >issuing.der

# --- Nothing is written before it is checked -----------------------------------------------------------------

openssl x509 -inform DER -in new.der -out new.pem
openssl x509 -inform DER -in issuing.der -out issuing.pem
openssl verify -CAfile "$SANDBOX/root.pem" -untrusted issuing.pem new.pem >>tool.log
cmp <(openssl x509 -in new.pem -noout -pubkey) <(openssl req -inform DER -in request.der -noout -pubkey)

# --- On the token, and read back -----------------------------------------------------------------------------

token --write-object new.der --type cert --id "$new_id" --label "Renewal $new_id"
token --read-object --type cert --id "$new_id" --output-file back.der
cmp new.der back.der

# --- The receipt ---------------------------------------------------------------------------------------------

sign new.der receipt.der
post "$order/acknowledgement" "{\"receipt\":\"$(base64 -w0 receipt.der)\"}"
