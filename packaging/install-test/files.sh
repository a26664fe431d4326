# Sourced by install-test/run: what can be said of the packages without installing them.
# shellcheck shell=bash

test_files() {
  local tree=$work/unpacked
  local glibc
  dpkg-deb -x "$deb" "$tree"
  glibc=$(claimed_glibc "$architecture" "$(glibc_needed "$tree")")
  figure "glibc, by its symbols $(glibc_needed "$tree"), as claimed" "$glibc"
  glibc_of_each "$tree"
  figure 'DEB, bytes' "$(stat -c %s "$deb")"
  figure 'RPM, bytes' "$(stat -c %s "$rpm")"
  check 'the DEB has at most 25 MB' at_most 25000000 "$(stat -c %s "$deb")"
  check 'the RPM has at most 30 MB' at_most 30000000 "$(stat -c %s "$rpm")"
  check 'lintian: no error, no warning' lintian --fail-on error,warning "$deb"
  check 'rpmlint: nothing that is not filtered with a reason' rpmlint_is_content
  check 'the RPM asks for what it needs' same \
    "$({ printf '%s\n' /bin/sh /usr/bin/getent /usr/sbin/{group,user}add "glibc >= $glibc" && libraries_needed "$tree" | sed 's/$/()(64bit)/'; } | LC_ALL=C sort -u)" \
    "$(rpm -qp --requires "$rpm" | grep -vE '^(rpmlib\(|libc\.so\.6)' | LC_ALL=C sort -u)"
  check 'the RPM recommends libpcap, and asks for none' same 'libpcap.so.1()(64bit)' "$(rpm -qp --recommends "$rpm")"
  check 'the DEB asks for what it needs' same \
    "$({ printf '%s\n' adduser "libc6 (>= $glibc)" && libraries_needed "$tree" | debian_names; } | LC_ALL=C sort)" \
    "$(dpkg-deb -f "$deb" Depends | sed 's/, /\n/g' | LC_ALL=C sort)"
  check 'DEB and RPM hold the same files' same "$(cd "$tree" && find . \( -type f -o -type l \) ! -path './usr/share/lintian/*' | sort)" \
    "$(rpm -qpl --noghost "$rpm" | sed 's/^/./' | while read -r path; do [[ -d $tree/$path ]] || echo "$path"; done | sort)"
}

# The highest version of glibc's symbols that anything in a tree names, whatever machine it is for.
glibc_needed() { # TREE
  native_files "$1" -exec grep -aoh 'GLIBC_[0-9][0-9.]*' {} + | sed 's/GLIBC_//' | sort -uV | tail -n 1
}

# The same, for each program and library.
glibc_of_each() { # TREE
  local file
  while read -r file; do
    figure "  ${file#"$1/usr/lib/rttd/"}" "$(grep -aoh 'GLIBC_[0-9][0-9.]*' "$file" | sed 's/GLIBC_//' | sort -uV | tail -n 1)"
  done < <(native_files "$1" | sort)
}

# The libraries that a tree asks for, and neither has nor finds in glibc.
libraries_needed() { # TREE
  native_files "$1" -exec readelf -d {} + 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u |
    grep -vE '^(ld-linux.*|lib(c|dl|m|pthread|rt))\.so\.' | while read -r soname; do
    [[ -n $(find "$1" -name "$soname") ]] || echo "$soname"
  done
}

debian_names() {
  sed -e 's/^libgcc_s\.so\.1$/libgcc-s1 | libgcc1/' -e 's/^libstdc++\.so\.6$/libstdc++6/' -e 's/^libz\.so\.1$/zlib1g/'
}

native_files() { # TREE FIND-ARG…
  local tree=$1
  shift
  find "$tree" -type f \( -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper \) "$@"
}

rpmlint_is_content() {
  local said
  said=$(rpmlint --config "$tests/rpmlint.toml" "$rpm" 2>/dev/null)
  ! grep -E ': [EW]: ' <<<"$said"
}
