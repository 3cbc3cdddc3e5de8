"""Put before everything else on the path of a process under test: sockets fail there too."""

import socket


def _refuse(*_, **__):
    raise AssertionError("the library tried to reach the network")


for _name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, _name, _refuse)
socket.getaddrinfo = socket.create_connection = _refuse
