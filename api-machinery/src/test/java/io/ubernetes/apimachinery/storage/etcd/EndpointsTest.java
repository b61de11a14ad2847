package io.ubernetes.apimachinery.storage.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  @Test
  void severalEndpointsBecomeOneTarget() {
    Endpoints endpoints = Endpoints.parse("http://10.0.0.1:2379, http://etcd-1.etcd:3379/");

    assertThat(endpoints.target()).isEqualTo("ip:///10.0.0.1:2379,etcd-1.etcd:3379");
    assertThat(endpoints.secure()).isFalse();
    assertThat(endpoints).hasToString("http://10.0.0.1:2379,http://etcd-1.etcd:3379");
  }

  @Test
  void thePortIsEtcdsOwnUnlessGiven() {
    Endpoints endpoints = Endpoints.parse("https://[::1]");

    assertThat(endpoints.authorities()).containsExactly("[::1]:2379");
    assertThat(endpoints.secure()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.1:2379",
        "ftp://a:1",
        "http://",
        "http://a:1,",
        "http://a:1,https://b:1",
        "http://a:1/path",
        "http://a b:1",
        "http://a:x"
      })
  void whatIsNoEndpointIsRefused(String text) {
    assertThatThrownBy(() -> Endpoints.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4.31", "3.4.40", "3.5.13", "3.5.30", "3.6.0", "3.6.0-rc.1", "4.0.0"})
  void theseVersionsTellProgressInOrder(String version) {
    assertThat(ServerVersions.isSafe(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.3.99", "3.4.23", "3.4.30", "3.5.0", "3.5.12", "2.9.9", "", "what"})
  void theseVersionsMayNot(String version) {
    assertThat(ServerVersions.isSafe(version)).isFalse();
  }
}
