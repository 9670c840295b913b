#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Makes dist/beffroi_VERSION_amd64.deb from the folder dist/beffroi that PyInstaller made.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

install -d "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" \
    "$tree/usr/share/icons/hicolor/scalable/apps" "$tree/usr/share/doc/beffroi"
cp -a dist/beffroi "$tree/opt/beffroi"
ln -s /opt/beffroi/beffroi "$tree/usr/bin/beffroi"
cp resources/arms.svg "$tree/usr/share/icons/hicolor/scalable/apps/beffroi.svg"
cp LICENSE "$tree/usr/share/doc/beffroi/copyright"
cat > "$tree/usr/share/applications/beffroi.desktop" <<DESKTOP
[Desktop Entry]
Type=Application
Name=Beffroi
Comment=Les services de la commune : cantine, factures, paiements
Exec=beffroi
Icon=beffroi
Categories=Office;
Terminal=false
DESKTOP
cat > "$tree/DEBIAN/control" <<CONTROL
Package: beffroi
Version: $version
Architecture: amd64
Section: misc
Priority: optional
Maintainer: Beffroi <beffroi@invalid>
Depends: libc6 (>= 2.34), libgl1, libegl1, libglib2.0-0 | libglib2.0-0t64, libdbus-1-3, libfontconfig1,
 libxkbcommon0, libxkbcommon-x11-0, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0,
 libxcb-xkb1, libxcb-render-util0, libxcb-image0
Description: logiciel libre des services d'une commune
 Cantine scolaire, registre des personnes et des foyers, factures et paiements.
CONTROL
dpkg-deb --root-owner-group -Zxz --build "$tree" "dist/beffroi_${version}_amd64.deb"
