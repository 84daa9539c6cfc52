; The setup program: for one user, without administrator rights, without a question.
;
; makensis -INPUTCHARSET UTF8 -DVERSION=x.y.z -DBUNDLE=folder -DMADE=folder -DTARGET=file [-DFAST] [-DSIGN=command] soxa.nsi
; BUNDLE is the frozen program; MADE holds the launchers, the closer and the icon.
;
; What lies where, and what the files `current`, `trial`, `failed` and `staged` mean, is told in docs/decisions/0016-installer.md.
; A failure at any step leaves the version that was in use untouched: `current` is replaced last, in one move.

Target amd64-unicode
Unicode true
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "MUI2.nsh"
!include "TextFunc.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"

!define NAME "Sổ Xã"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\SoXa"
!define LOG "$TEMP\SoXa-Setup.log"
!define CLOSE_SECONDS 20
!define REPLACE_AND_WRITE_THROUGH 9

; Exit statuses, for whoever installs silently; docs/installing.md lists them.
!define TOO_OLD 10
!define NEWER_IS_THERE 11
!define STILL_OPEN 12
!define CANNOT_WRITE 13

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\SoXa"
ShowInstDetails hide
ShowUninstDetails hide
AllowSkipFiles off
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1066 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1066 "FileDescription" "Cài đặt ${NAME}"
VIAddVersionKey /LANG=1066 "CompanyName" "${NAME}"
VIAddVersionKey /LANG=1066 "LegalCopyright" "AGPL-3.0-or-later"
VIAddVersionKey /LANG=1066 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "ProductVersion" "${VERSION}"

!define MUI_ICON "${MADE}\soxa.ico"
!define MUI_UNICON "${MADE}\soxa.ico"
!define MUI_FINISHPAGE_TITLE "Đã cài xong"
!define MUI_FINISHPAGE_TEXT "${NAME} ${VERSION} đã sẵn sàng. Biểu tượng nằm trên màn hình nền và trong trình đơn Bắt đầu."
!define MUI_FINISHPAGE_RUN "$INSTDIR\SoXa.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Mở ${NAME}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Vietnamese"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

Var Previous

; One sentence in a box, or in a silent run in the log alone; then the end, with a status that tells which it was.
!macro Refuse STATUS SENTENCE
  Push $R9
  FileOpen $R9 "${LOG}" w
  FileWriteUTF16LE /BOM $R9 "${SENTENCE}$\r$\n"
  FileClose $R9
  Pop $R9
  MessageBox MB_OK|MB_ICONEXCLAMATION "${SENTENCE}" /SD IDOK
  SetErrorLevel ${STATUS}
  Quit
!macroend
!define Refuse "!insertmacro Refuse"

; What is typed is kept as a draft at every key, so that a program asked to close loses nothing.
!macro CloseWhatRuns
  DetailPrint "Đang chờ ${NAME} đóng lại…"
  InitPluginsDir
  File "/oname=$PLUGINSDIR\closer.exe" "${MADE}\closer.exe"
  ${Do}
    ExecWait '"$PLUGINSDIR\closer.exe" "$INSTDIR" ${CLOSE_SECONDS}' $R8
    ${If} $R8 == 0
      ${Break}
    ${EndIf}
    ${IfNot} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "${NAME} còn đang mở. Hãy lưu việc đang làm, đóng chương trình, rồi bấm Thử lại." /SD IDCANCEL IDRETRY`
      ${Refuse} ${STILL_OPEN} "${NAME} còn đang mở nên chưa thay đổi gì. Hãy đóng chương trình rồi chạy lại."
    ${EndIf}
  ${Loop}
!macroend

; The version that starts now, or nothing.
!macro ReadCurrent RESULT
  StrCpy ${RESULT} ""
  ${If} ${FileExists} "$INSTDIR\current"
    FileOpen $R9 "$INSTDIR\current" r
    FileRead $R9 ${RESULT}
    FileClose $R9
    ${TrimNewLines} "${RESULT}" ${RESULT}
  ${EndIf}
!macroend

Function .onInit
  SetShellVarContext current
  ${IfNot} ${AtLeastWin10}
    ${Refuse} ${TOO_OLD} "${NAME} cần Windows 10 hoặc 11, loại 64 bit. Máy này dùng Windows cũ hơn nên chưa cài gì."
  ${EndIf}
  !insertmacro ReadCurrent $Previous
  ${If} $Previous != ""
    ${VersionCompare} "$Previous" "${VERSION}" $R0
    ${If} $R0 == 1
      ${Refuse} ${NEWER_IS_THERE} "Máy này đã có ${NAME} $Previous, mới hơn bản ${VERSION} trong tệp này. Giữ nguyên bản mới, chưa thay đổi gì."
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  !insertmacro CloseWhatRuns
  Call PlaceVersion
  Call PlaceLaunchers
  Call SwitchOver
  Call ForgetOldVersions
  Call TellWindows
SectionEnd

; Beside the versions that are there; the place is taken only when every file is.
Function PlaceVersion
  RMDir /r "$INSTDIR\versions\${VERSION}.new"
  SetOutPath "$INSTDIR\versions\${VERSION}.new"
  ClearErrors
  ; Side by side, so that what the two have in common is packed once.
  File "${BUNDLE}\soxa.exe"
  File "${BUNDLE}\soxa-cli.exe"
  File /r /x soxa.exe /x soxa-cli.exe "${BUNDLE}\*.*"
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\versions\${VERSION}"
  Rename "$INSTDIR\versions\${VERSION}.new" "$INSTDIR\versions\${VERSION}"
  ${If} ${Errors}
    ${Refuse} ${CANNOT_WRITE} "Không ghi được vào $INSTDIR. Bản đang dùng còn nguyên. Hãy kiểm tra chỗ trống trên đĩa rồi chạy lại."
  ${EndIf}
FunctionEnd

Function PlaceLaunchers
  ClearErrors
  File "${MADE}\SoXa.exe"
  File "${MADE}\soxa-cli.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    ${Refuse} ${CANNOT_WRITE} "Không ghi được vào $INSTDIR. Bản đang dùng còn nguyên. Hãy kiểm tra chỗ trống trên đĩa rồi chạy lại."
  ${EndIf}
FunctionEnd

; Whoever runs this file has decided: a version that waited to be tried, or was on trial, is no longer asked about.
Function SwitchOver
  FileOpen $R9 "$INSTDIR\current.new" w
  FileWrite $R9 "${VERSION}$\n"
  FileClose $R9
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\current.new", w "$INSTDIR\current", i ${REPLACE_AND_WRITE_THROUGH}) i .R0'
  ${If} $R0 == 0
    ${Refuse} ${CANNOT_WRITE} "Không ghi được vào $INSTDIR. Bản đang dùng còn nguyên. Hãy kiểm tra chỗ trống trên đĩa rồi chạy lại."
  ${EndIf}
  Delete "$INSTDIR\trial"
  Delete "$INSTDIR\failed"
  Delete "$INSTDIR\staged"
FunctionEnd

; This version and the one before it stay.
Function ForgetOldVersions
  FindFirst $R0 $R1 "$INSTDIR\versions\*.*"
  ${DoWhile} $R1 != ""
    ${If} $R1 != "."
    ${AndIf} $R1 != ".."
    ${AndIf} $R1 != "${VERSION}"
    ${AndIf} $R1 != $Previous
      RMDir /r "$INSTDIR\versions\$R1"
    ${EndIf}
    FindNext $R0 $R1
  ${Loop}
  FindClose $R0
FunctionEnd

Function TellWindows
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\SoXa.exe"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\SoXa.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\SoXa.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "${NAME}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\versions\${VERSION}" "/S=0K" $R0 $R1 $R2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $R0
FunctionEnd

Function un.onInit
  SetShellVarContext current
  ${IfNot} ${Cmd} `MessageBox MB_OKCANCEL|MB_ICONQUESTION "Gỡ ${NAME} khỏi máy này? Sổ của cơ quan vẫn được giữ nguyên." /SD IDOK IDOK`
    Quit
  ${EndIf}
FunctionEnd

; Only what the program itself made is removed, by name: nothing else that lies in the folder.
Section Uninstall
  !insertmacro CloseWhatRuns
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$INSTDIR\current"
  Delete "$INSTDIR\current.new"
  Delete "$INSTDIR\trial"
  Delete "$INSTDIR\trial.new"
  Delete "$INSTDIR\failed"
  Delete "$INSTDIR\staged"
  Delete "$INSTDIR\staged.new"
  Delete "$INSTDIR\lock"
  Delete "$INSTDIR\launcher.lock"
  RMDir /r "$INSTDIR\versions"
  RMDir /r "$INSTDIR\incoming"
  RMDir /r "$INSTDIR\aside"
  Delete "$INSTDIR\SoXa.exe"
  Delete "$INSTDIR\soxa-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${KEY}"
  ${If} ${FileExists} "$LOCALAPPDATA\SoXa\profile\*.*"
    MessageBox MB_OK|MB_ICONINFORMATION "Đã gỡ chương trình. Sổ của cơ quan vẫn còn nguyên trong $LOCALAPPDATA\SoXa\profile." /SD IDOK
  ${EndIf}
SectionEnd
