// Loads an HTTP/1.1 proxy over keep-alive connections, one thread.
// load PORT HOST PATH CONNECTIONS SECONDS RATE
//   RATE 0: each connection asks again as soon as it is answered. Otherwise so many requests a
//   second fall due at even distances whatever the answers do, and a latency runs from the due time.
// Prints: done failed unanswered seconds p50us p99us p999us maxus
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { IN_MOST = 65536, EVENTS = 256 };

struct connection {
  int fd, busy;
  long due;        // nanoseconds
  size_t have;     // of the head
  long body;       // octets of the body that are still to come; -1 within the head
  char head[8192];
};

static int port, epoll, count, failing;
static char request[4096], in[IN_MOST];
static size_t request_size;
static struct connection *connections;
static int *idle, idle_count; // a stack of those that wait for a due time
static unsigned *latencies;
static size_t done, failed, latencies_most;

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void dial(struct connection *c) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr *)&at, sizeof at) < 0) { perror("load: connect"); exit(1); }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  c->fd = fd;
  c->have = 0;
  c->body = -1;
}

static void ask(struct connection *c, long due) {
  c->due = due;
  c->busy = 1;
  c->have = 0;
  c->body = -1;
  if (send(c->fd, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size) failing = 1;
}

static void lose(struct connection *c) {
  if (c->busy) failed++;
  close(c->fd);
  dial(c);
  c->busy = 0;
  idle[idle_count++] = (int)(c - connections);
}

static void complete(struct connection *c, long at) {
  if (done < latencies_most) latencies[done] = (unsigned)((at - c->due) / 1000);
  done++;
  c->busy = 0;
  idle[idle_count++] = (int)(c - connections);
}

// Returns 0 when the answer is not a 200 with a length.
static int take(struct connection *c, const char *bytes, size_t size, long at) {
  if (!c->busy) return 0;
  if (c->body < 0) {
    size_t room = sizeof c->head - 1 - c->have, part = size < room ? size : room;
    memcpy(c->head + c->have, bytes, part);
    size_t before = c->have;
    c->have += part;
    c->head[c->have] = 0;
    char *stop = strstr(c->head, "\r\n\r\n");
    if (!stop) return c->have < sizeof c->head - 1;
    if (strncmp(c->head + 8, " 200", 4) != 0) return 0;
    *stop = 0;
    char *length = strcasestr(c->head, "\r\ncontent-length:");
    if (!length) return 0;
    c->body = strtol(length + 17, NULL, 10);
    size_t used = (size_t)(stop + 4 - c->head) - before;
    bytes += used;
    size -= used;
  }
  c->body -= (long)size;
  if (c->body < 0) return 0;
  if (c->body == 0) complete(c, at);
  return 1;
}

static int ascending(const void *a, const void *b) {
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

static unsigned quantile(double q) {
  size_t n = done < latencies_most ? done : latencies_most;
  return n ? latencies[(size_t)(q * (double)(n - 1))] : 0;
}

int main(int argc, char **argv) {
  if (argc != 7) { fputs("load PORT HOST PATH CONNECTIONS SECONDS RATE\n", stderr); return 2; }
  port = atoi(argv[1]);
  count = atoi(argv[4]);
  double seconds = atof(argv[5]), rate = atof(argv[6]);
  prctl(PR_SET_TIMERSLACK, 1);
  request_size = (size_t)snprintf(request, sizeof request,
      "GET %s HTTP/1.1\r\nHost: %s\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36\r\n"
      "Accept: text/html,application/json;q=0.9,*/*;q=0.8\r\nAccept-Language: en-GB,en;q=0.7\r\n"
      "Accept-Encoding: gzip, deflate, br\r\nCookie: session=6f1c2a9d4e8b47c0; theme=dark\r\n"
      "X-Request-Id: 0b9f6f3e-6f0e-4a0c-9a53-2c9c8a1f7d10\r\n"
      "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\r\n\r\n",
      argv[3], argv[2]);
  latencies_most = rate > 0 ? (size_t)(rate * seconds) + 1 : 4000000;
  latencies = malloc(latencies_most * sizeof *latencies);
  connections = calloc((size_t)count, sizeof *connections);
  idle = calloc((size_t)count * 2, sizeof *idle);
  epoll = epoll_create1(0);
  for (int i = 0; i < count; i++) {
    dial(&connections[i]);
    idle[idle_count++] = i;
  }
  long start = now(), end = start + (long)(seconds * 1e9), at = start;
  size_t asked = 0, all = rate > 0 ? (size_t)(rate * seconds) : 0;
  double step = rate > 0 ? 1e9 / rate : 0;
  long give_up = rate > 0 ? end + 2000000000L : end;
  struct epoll_event events[EVENTS];
  while (at < give_up && !(rate > 0 && done + failed >= all)) {
    if (rate > 0) {
      while (idle_count && asked < all && start + (long)((double)asked * step) <= at) {
        ask(&connections[idle[--idle_count]], start + (long)((double)asked * step));
        asked++;
      }
    } else {
      while (idle_count) {
        ask(&connections[idle[--idle_count]], at);
        asked++;
      }
    }
    long wait = 100000000;
    if (rate > 0 && asked < all && idle_count) wait = start + (long)((double)asked * step) - now();
    if (wait < 0) wait = 0;
    struct timespec most = {.tv_sec = 0, .tv_nsec = wait};
    int n = epoll_pwait2(epoll, events, EVENTS, &most, NULL);
    at = now();
    for (int i = 0; i < n; i++) {
      struct connection *c = events[i].data.ptr;
      ssize_t got = recv(c->fd, in, sizeof in, 0);
      if (got <= 0 || !take(c, in, (size_t)got, at)) lose(c);
    }
  }
  double took = (double)(now() - start) / 1e9;
  size_t kept = done < latencies_most ? done : latencies_most;
  qsort(latencies, kept, sizeof *latencies, ascending);
  printf("%zu %zu %zu %.3f %u %u %u %u\n", done, failed + (size_t)failing,
         all > done + failed ? all - done - failed : 0, took, quantile(0.5), quantile(0.99),
         quantile(0.999), quantile(1));
  return 0;
}
