#!/bin/sh
# Runs a command as the child of the first process of new namespaces (see contain.ts): it sees the
# system's programs, the workshop and the packages, all of them read-only, and writes to memory only.
set -eu
bench=$1 scratch=$2 modules=$3 node=$4 megabytes=$5
shift 5

PATH=/usr/sbin:/usr/bin:/sbin:/bin
new=$scratch
mount -t tmpfs -o "mode=755,nosuid,nodev,size=${megabytes}m" workshop "$new"

show() {
  mkdir -p "$new${1%/*}"
  if [ -d "$1" ]; then mkdir -p "$new$1"; else : > "$new$1"; fi
  mount --rbind "$1" "$new$1"
}

for path in /usr /bin /sbin /lib /lib32 /lib64 /nix; do
  if [ -L "$path" ]; then
    ln -s "$(readlink "$path")" "$new$path"
  elif [ -d "$path" ]; then
    show "$path"
  fi
done
for path in /etc/ld.so.cache /etc/passwd /etc/hosts /etc/nsswitch.conf /etc/localtime; do
  if [ -e "$path" ]; then show "$path"; fi
done
for name in null zero full random urandom; do show "/dev/$name"; done
for part in package.json tsconfig.json workshop test solutions; do
  if [ -e "$bench/$part" ]; then show "$bench/$part"; fi
done
show "$modules"
case $node in /usr/*) ;; *) show "$node" ;; esac

# What is bound keeps the flags that it has, or the kernel refuses. The kernel writes a space in a
# path as \040, and other signs in the same way: no point may be missed for that.
while read -r _ _ _ _ escaped flags _; do
  point=$(printf "$(printf '%s' "$escaped" | sed 's/%/%%/g')/")
  point=${point%/}
  case $point in
    "$new"/*) mount -o "remount,bind,ro,${flags#r[wo],}" "$point" ;;
  esac
done < /proc/self/mountinfo

mkdir -p "$new/proc" "$new/tmp" "$new/dev/shm" "$new/outside" "$new$scratch/home"
mount -t proc proc "$new/proc"
# Whoever grades as root would lend that to the submission here.
for name in bus fs irq sys sysrq-trigger; do
  path=$new/proc/$name
  if [ -e "$path" ]; then
    mount --bind "$path" "$path"
    mount -o remount,bind,ro "$path"
  fi
done
ln -s /proc/self/fd "$new/dev/fd"
cp -R "$bench/steps" "$new$bench/steps"
ln -s "$modules" "$new$bench/node_modules"
ip link set lo up

cd "$new"
pivot_root . outside
umount -l outside
rmdir outside
cd "$bench"

set +e
# This shell stays the first process: it keeps its powers to itself, and its end is everyone's end.
setpriv --bounding-set=-all --inh-caps=-all --no-new-privs -- "$@"
exit $?
