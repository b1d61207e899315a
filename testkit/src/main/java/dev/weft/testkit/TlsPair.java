package dev.weft.testkit;

/**
 * A certificate for localhost that it signed itself, and its private key, as a Secret holds them:
 * PEM in base64. Made for tests; nothing trusts it.
 */
public final class TlsPair {
  public static final String CERTIFICATE =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJmekNDQVNXZ0F3SUJBZ0lVQ3hLNFB5R3Z0"
          + "djBNQm9nV1dZR2FqaEg3YUdjd0NnWUlLb1pJemowRUF3SXcKRkRFU01CQUdBMVVFQXd3SmJHOWpZ"
          + "V3hvYjNOME1DQVhEVEkyTVRFeU16RXpOVEl6T1ZvWUR6SXhNall4TURNdwpNVE0xTWpNNVdqQVVN"
          + "Ukl3RUFZRFZRUUREQWxzYjJOaGJHaHZjM1F3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPClBRTUJC"
          + "d05DQUFUUTJLNXh0enZFOEFjSGZOWVFITjRISzlZL2c1K1RYNmMrUFoyQjc5UkRyUlpQTkNoVk1V"
          + "Q3QKMzFBYnZ2dWh4RHh1WnVHVzdoakUrYXJWcmdyMXlVcjlvMU13VVRBZEJnTlZIUTRFRmdRVTQv"
          + "TFJhWEJTaVNTVQppZ05tRWY5U290Wk83K3N3SHdZRFZSMGpCQmd3Rm9BVTQvTFJhWEJTaVNTVWln"
          + "Tm1FZjlTb3RaTzcrc3dEd1lEClZSMFRBUUgvQkFVd0F3RUIvekFLQmdncWhrak9QUVFEQWdOSUFE"
          + "QkZBaUVBcDcxcmlNbVdwQWlYQ1dROTh6cDAKUGlIRStQN3hFQ3RlaHBiaDhTRXZlRFFDSURvSmZy"
          + "R05TQmdvQmQxd2ttRkdyUHE1VUp0dk5CUE9XZDQ0TTE5VApPcXpNCi0tLS0tRU5EIENFUlRJRklD"
          + "QVRFLS0tLS0K";

  public static final String KEY =
      "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JR0hBZ0VBTUJNR0J5cUdTTTQ5QWdFR0NDcUdT"
          + "TTQ5QXdFSEJHMHdhd0lCQVFRZ1ZJTDZGUUpiOUJxYXpUdVMKajk2ZUExTDJvd2k4c0NGbXBCOFV1"
          + "bkJiWm11aFJBTkNBQVRRMks1eHR6dkU4QWNIZk5ZUUhONEhLOVkvZzUrVApYNmMrUFoyQjc5UkRy"
          + "UlpQTkNoVk1VQ3QzMUFidnZ1aHhEeHVadUdXN2hqRSthclZyZ3IxeVVyOQotLS0tLUVORCBQUklW"
          + "QVRFIEtFWS0tLS0tCg==";

  private TlsPair() {}

  /** A Secret's document without its metadata, as JSON. */
  public static String secretJson() {
    return "{\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.crt\":\""
        + CERTIFICATE
        + "\",\"tls.key\":\""
        + KEY
        + "\"}}";
  }
}
