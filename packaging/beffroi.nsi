; SPDX-License-Identifier: EUPL-1.2
; Installer for Windows, from the folder dist\beffroi that PyInstaller made on a Windows machine.
; makensis -DVERSION=0.1.0 packaging/beffroi.nsi
Unicode true
!ifndef VERSION
  !define VERSION "0.1.0"
!endif
!include "MUI2.nsh"

Name "Beffroi"
OutFile "..\dist\beffroi-${VERSION}-installation.exe"
; For one user, without administrator's rights: an agent of a town hall seldom has them.
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Beffroi"
InstallDirRegKey HKCU "Software\Beffroi" "InstallDir"
SetCompressor /SOLID lzma

!insertmacro MUI_PAGE_LICENSE "..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Beffroi"

Section
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal"
  File /r "..\dist\beffroi\*"
  CreateShortcut "$SMPROGRAMS\Beffroi.lnk" "$INSTDIR\beffroiw.exe"
  WriteRegStr HKCU "Software\Beffroi" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Beffroi"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" "$\"$INSTDIR\désinstaller.exe$\""
  WriteUninstaller "$INSTDIR\désinstaller.exe"
SectionEnd

; The communes' dossiers are elsewhere: removing the program never touches them.
Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\beffroi.exe"
  Delete "$INSTDIR\beffroiw.exe"
  Delete "$INSTDIR\désinstaller.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Beffroi.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Beffroi"
SectionEnd
