#!/usr/bin/env bash
# A script saves /etc/kubernetes before it renews certificates: set -e; cp -a --parents /etc/kubernetes/pki/ca.crt /root/before.
#
# A good guess: the file is copied with the folders above it, and the script goes on.
#
# What is so (2026-11-28): with cp of coreutils 9.1, the one of Debian 12, the file is copied, with the right modes, and cp
# ends with 1 all the same: "cp: 'etc/kubernetes/pki': No such file or directory". So the script stops after a backup that is
# whole. It happens where a folder has to be made and modes are kept, for absolute paths, from any working directory but
# "/"; from there, and the second time, when the folders exist, the same command works.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
chmod 755 .
apt-get -qq download coreutils=9.1-1 2>/dev/null
dpkg -x coreutils_9.1-1_*.deb package
cp=$work/package/bin/cp
"$cp" --version | head -1

mkdir -p etc/pki
echo "not a certificate" >etc/pki/ca.crt
chmod 640 etc/pki/ca.crt

# How cp ended, and what is in the copy then.
saved() {
    local status=0
    "$@" >/dev/null 2>said || status=$?
    printf '%s, copied: %s, mode %s' "$status" "$(cmp -s etc/pki/ca.crt "before$work/etc/pki/ca.crt" && echo yes || echo no)" \
        "$(stat -c %a "before$work/etc/pki/ca.crt")"
}
file=$work/etc/pki/ca.crt
mkdir before
saw="absolute path:         $(saved "$cp" -a --parents "$file" before)
message:               $(sed "s|.*/bin/cp:|cp:|; s|${work#/}|WORK|; s/[‘’]/'/g" said)
the same once more:    $(saved "$cp" -a --parents "$file" before)"
rm -r before && mkdir before
saw+="
without modes:         $(saved "$cp" --parents --preserve=timestamps "$file" before)"
rm -r before && mkdir before
saw+="
with / as the folder:  $(saved env -C / "$cp" -a --parents "$file" "$work/before")"
echo "$saw"
wanted="absolute path:         1, copied: yes, mode 640
message:               cp: 'WORK/etc/pki': No such file or directory
the same once more:    0, copied: yes, mode 640
without modes:         0, copied: yes, mode 640
with / as the folder:  0, copied: yes, mode 640"
[ "$saw" = "$wanted" ] || { echo "this has changed; on 2026-11-28 it was:"; echo "$wanted"; exit 1; }
