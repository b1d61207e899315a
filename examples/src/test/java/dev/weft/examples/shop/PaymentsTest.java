package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaymentsTest {
  private HttpService payments;

  @BeforeEach
  void start() throws IOException {
    payments = Payments.start(FakeMesh.anyPort());
  }

  @AfterEach
  void stop() {
    payments.close();
  }

  @Test
  void paysForAnOrderAndSaysWhichProcessDid() throws Exception {
    var answer = call("PUT", "/pay/abc?sku=tea&qty=2");

    assertThat(answer.body())
        .isEqualTo(payments.instance() + "\npaid 5.00 for order abc\n")
        .contains("pid " + ProcessHandle.current().pid());
    assertThat(answer.headers().firstValueAsLong("content-length"))
        .hasValue(answer.body().length());
  }

  @Test
  void namesThePriceWithoutTakingIt() throws Exception {
    assertThat(call("GET", "/pay?sku=tea&qty=3").body()).contains("3 tea would cost 7.50");
    assertThat(call("POST", "/pay").body()).contains("paid 2.50");
    assertThat(call("PUT", "/pay/abc?qty=3&cents=601").body()).contains("paid 6.01");
    assertThat(call("POST", "/pay?cents=-1").statusCode()).isEqualTo(400);
    assertThat(call("DELETE", "/pay").statusCode()).isEqualTo(405);
    assertThat(call("GET", "/elsewhere").statusCode()).isEqualTo(404);
  }

  @Test
  void answersHealthChecksAtOnceAlsoWhenItIsSlow() throws Exception {
    call("POST", "/slow?ms=60000");

    var answer = call("GET", "/healthz");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("healthy");
  }

  @Test
  void saysHowSlowItIsAndBecomesFastAgain() throws Exception {
    assertThat(call("POST", "/slow?ms=400").body()).contains("400 ms more than usual");
    assertThat(call("GET", "/slow").statusCode()).isEqualTo(405);
    assertThat(call("POST", "/slow?ms=0").body()).contains(" 0 ms more than usual");
    assertThat(call("POST", "/slow?ms=60001").statusCode()).isEqualTo(400);
    assertThat(call("POST", "/slow").body()).contains("ms is ''").contains("0 to 60000");
  }

  @Test
  void failsWhenItIsToldToButStaysHealthy() throws Exception {
    call("POST", "/fail?on=1");
    assertThat(call("GET", "/pay").statusCode()).isEqualTo(500);
    assertThat(call("GET", "/healthz").statusCode()).isEqualTo(200);

    call("POST", "/fail?on=0");
    assertThat(call("GET", "/pay").statusCode()).isEqualTo(200);
    assertThat(call("POST", "/fail?on=2").statusCode()).isEqualTo(400);
    assertThat(call("POST", "/desks?n=1001").statusCode()).isEqualTo(400);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    assertThat(call("HEAD", "/healthz").body()).isEmpty();
  }

  private HttpResponse<String> call(String method, String pathAndQuery)
      throws IOException, InterruptedException {
    return FakeMesh.call(method, payments, pathAndQuery);
  }
}
