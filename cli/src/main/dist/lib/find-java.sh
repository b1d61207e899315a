# Finds a JDK 25 and sets WEFT_JAVA_HOME. Read by bin/weft and by the launcher of a source checkout.
# No JVM is started for it: a JDK says its version in its file 'release'.

is_java_25() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] &&
    grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

find_java() {
  for candidate in "${WEFT_JAVA_HOME:-}" "${JAVA_HOME:-}" "${JAVA25_HOME:-}" "${JAVA_HOME_25:-}" \
    "${JAVA_HOME_25_X64:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /usr/local/java/* /opt/java/* \
    /opt/*jdk* /opt/java "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25 /usr/local/opt/openjdk@25 \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if is_java_25 "$candidate"; then
      WEFT_JAVA_HOME=$candidate
      return 0
    fi
  done
  on_path=$(command -v java 2>/dev/null) || return 1
  # Follow links by hand: readlink -f is missing on older systems.
  while [ -L "$on_path" ]; do
    target=$(readlink "$on_path")
    case $target in
      /*) on_path=$target ;;
      *) on_path=$(dirname "$on_path")/$target ;;
    esac
  done
  candidate=$(dirname "$(dirname "$on_path")")
  is_java_25 "$candidate" && WEFT_JAVA_HOME=$candidate
}

need_java() {
  find_java && return 0
  echo "weft: no JDK 25 was found (looked in JAVA_HOME, which is '${JAVA_HOME:-not set}', in the usual folders and on the PATH): install one, such as Temurin 25 from https://adoptium.net, or set JAVA_HOME to it." >&2
  exit 4
}
