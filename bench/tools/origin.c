// An origin that costs next to nothing: HTTP/1.1 with keep-alive over epoll, one thread.
// origin PORT COUNT   listens on COUNT ports of 127.0.0.1 from PORT on
// /100 answers 100 octets, /10k 10,240; a request's body, if it says how long it is, is skipped.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { HEAD_MOST = 16384, EVENTS = 256, FDS_MOST = 65536 };

struct connection {
  int fd, listens;
  size_t have, skip;
  const char *rest; // of an answer that the socket did not take at once
  size_t rest_size;
  char in[HEAD_MOST];
};

static char small[512], large[11264];
static size_t small_size, large_size;
static int epoll;

static size_t answer(char *into, size_t body) {
  size_t head = (size_t)sprintf(into,
      "HTTP/1.1 200 OK\r\nServer: origin\r\nContent-Type: application/octet-stream\r\n"
      "Content-Length: %zu\r\n\r\n", body);
  memset(into + head, 'x', body);
  return head + body;
}

static void watch(struct connection *c, int operation, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(epoll, operation, c->fd, &event) < 0) { perror("epoll_ctl"); exit(1); }
}

static struct connection *connection(int fd, int listens) {
  struct connection *c = calloc(1, sizeof *c);
  if (!c) { perror("calloc"); exit(1); }
  c->fd = fd;
  c->listens = listens;
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
  return c;
}

static void listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 1024) < 0) {
    perror("origin: listen");
    exit(1);
  }
  connection(fd, 1);
}

static void end(struct connection *c) {
  close(c->fd);
  free(c);
}

// Sends; what the socket does not take waits until it is writable. Returns 0 if the peer is gone.
static int say(struct connection *c, const char *bytes, size_t size) {
  ssize_t sent = send(c->fd, bytes, size, MSG_NOSIGNAL);
  if (sent < 0) sent = 0;
  if ((size_t)sent < size) {
    c->rest = bytes + sent;
    c->rest_size = size - (size_t)sent;
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
  }
  return 1;
}

static void serve(struct connection *c) {
  while (!c->rest_size) {
    size_t skipped = c->skip < c->have ? c->skip : c->have;
    c->skip -= skipped;
    c->have -= skipped;
    memmove(c->in, c->in + skipped, c->have);
    char *stop = memmem(c->in, c->have, "\r\n\r\n", 4);
    if (!stop) return;
    *stop = 0;
    char *length = strcasestr(c->in, "\r\ncontent-length:");
    c->skip = length ? strtoul(length + 17, NULL, 10) : 0;
    char *path = strchr(c->in, ' ');
    int big = path && strncmp(path, " /10k", 5) == 0;
    size_t head = (size_t)(stop + 4 - c->in);
    c->have -= head;
    memmove(c->in, stop + 4, c->have);
    say(c, big ? large : small, big ? large_size : small_size);
  }
}

int main(int argc, char **argv) {
  if (argc != 3) { fputs("origin PORT COUNT\n", stderr); return 2; }
  signal(SIGPIPE, SIG_IGN);
  small_size = answer(small, 100);
  large_size = answer(large, 10240);
  epoll = epoll_create1(0);
  for (int i = 0; i < atoi(argv[2]); i++) listen_on(atoi(argv[1]) + i);
  struct epoll_event events[EVENTS];
  for (;;) {
    int n = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < n; i++) {
      struct connection *c = events[i].data.ptr;
      if (c->listens) {
        int fd = accept4(c->fd, NULL, NULL, SOCK_NONBLOCK), one = 1;
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connection(fd, 0);
      } else if (events[i].events & EPOLLOUT) {
        const char *bytes = c->rest;
        size_t size = c->rest_size;
        c->rest_size = 0;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
        say(c, bytes, size);
        serve(c);
      } else {
        ssize_t got = read(c->fd, c->in + c->have, sizeof c->in - 1 - c->have);
        if (got <= 0) { end(c); continue; }
        c->have += (size_t)got;
        serve(c);
      }
    }
  }
}
