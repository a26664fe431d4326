# Sourced by install-test/run: what can be said of the packages without installing them.
# shellcheck shell=bash

test_files() {
  local tree=$work/unpacked
  local glibc
  dpkg-deb -x "$deb" "$tree"
  glibc=$(claimed_glibc "$architecture" "$(glibc_needed "$tree")")
  figure "glibc, by its symbols $(glibc_needed "$tree"), as claimed" "$glibc"
  figure 'DEB, bytes' "$(stat -c %s "$deb")"
  figure 'RPM, bytes' "$(stat -c %s "$rpm")"
  check 'the DEB has at most 35 MB' at_most 35000000 "$(stat -c %s "$deb")"
  check 'the RPM has at most 35 MB' at_most 35000000 "$(stat -c %s "$rpm")"
  check 'lintian: no error, no warning' lintian --fail-on error,warning "$deb"
  check 'rpmlint: nothing that is not filtered with a reason' rpmlint_is_content
  check 'the RPM asks for what it needs' same "$(printf '%s\n' /bin/sh "glibc >= $glibc" shadow-utils)" \
    "$(rpm -qp --requires "$rpm" | grep -v '^rpmlib(' | LC_ALL=C sort -u)"
  check 'the DEB asks for what it needs' same "libc6 (>= $glibc), adduser" "$(dpkg-deb -f "$deb" Depends)"
  check 'DEB and RPM hold the same files' same "$(cd "$tree" && find . \( -type f -o -type l \) ! -path './usr/share/lintian/*' | sort)" \
    "$(rpm -qpl --noghost "$rpm" | sed 's/^/./' | while read -r path; do [[ -d $tree/$path ]] || echo "$path"; done | sort)"
}

# The highest version of glibc's symbols that anything in a tree names, whatever machine it is for.
glibc_needed() { # TREE
  find "$1" -type f \( -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper \) \
    -exec grep -aoh 'GLIBC_[0-9][0-9.]*' {} + | sed 's/GLIBC_//' | sort -uV | tail -n 1
}

rpmlint_is_content() {
  local said
  said=$(rpmlint --config "$tests/rpmlint.toml" "$rpm" 2>/dev/null)
  ! grep -E ': [EW]: ' <<<"$said"
}
