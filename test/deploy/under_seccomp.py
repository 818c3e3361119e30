"""Runs a command as a container runtime would under a profile: under_seccomp.py PROFILE COMMAND ...

Only what deploy/helm/seccomp uses of the format is known here: one default, errors by name, equal arguments.
"""

import ctypes
import json
import os
import sys


class Comparison(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


ALLOW, ERRNO, EQUAL = 0x7FFF0000, 0x00050000, 4


def load(profile: dict) -> None:
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    assert profile["defaultAction"] == "SCMP_ACT_ALLOW" and profile["architectures"] == ["SCMP_ARCH_X86_64"]
    context = ctypes.c_void_p(library.seccomp_init(ALLOW))
    for rule in profile["syscalls"]:
        assert rule["action"] == "SCMP_ACT_ERRNO", rule
        assert all(each["op"] == "SCMP_CMP_EQ" for each in rule.get("args", [])), rule
        compared = [Comparison(each["index"], EQUAL, each["value"], 0) for each in rule.get("args", [])]
        for name in rule["names"]:
            number = library.seccomp_syscall_resolve_name(name.encode())
            # Names of other processors and of newer kernels are passed over, as runtimes do.
            if number == -1:
                continue
            added = library.seccomp_rule_add_array(
                context,
                ctypes.c_uint32(ERRNO | rule["errnoRet"]),
                number,
                len(compared),
                (Comparison * max(1, len(compared)))(*compared),
            )
            assert added == 0, (name, added)
    assert library.seccomp_load(context) == 0, "The profile could not be loaded."


with open(sys.argv[1]) as file:
    load(json.load(file))
os.execvp(sys.argv[2], sys.argv[2:])
