package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.IpRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What is right, but perhaps not meant so; and addresses, which were taken more lightly once.
class KindWarningsTest {

  private static List<String> warningsOfService(String spec) {
    String service =
        "{'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 's'}, 'spec': " + spec + "}";
    ObjectNode created = Conversation.created(ServiceKind.type(), json(service));
    return ServiceKind.type().strategy().warnings(created);
  }

  @Test
  void whatAServiceIgnoresItSays() {
    assertThat(warningsOfService("{'ports': [{'port': 80}]}")).isEmpty();
    assertThat(
            warningsOfService(
                "{'clusterIP': 'None', 'externalIPs': ['10.0.0.1'], 'sessionAffinity':"
                    + " 'ClientIP'}"))
        .containsExactly(
            "spec.externalIPs is ignored for headless services",
            "spec.SessionAffinity is ignored for headless services");
    assertThat(
            warningsOfService(
                "{'ports': [{'port': 80}], 'externalName': 'a', 'trafficDistribution':"
                    + " 'PreferClose', 'externalIPs': ['10.0.0.1']}"))
        .containsExactly(
            "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
            "spec.externalName is ignored when spec.type is not \"ExternalName\"",
            "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
  }

  @Test
  void aHeadlessServiceWithoutSelectorMayHaveAnyEndpoints() {
    String service =
        "{'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 's'}, 'spec': {'clusterIP':"
            + " 'None'%s}}";
    ObjectNode free = Conversation.created(ServiceKind.type(), json(service.formatted("")));
    assertThat(free.at("/spec/ipFamilies").toString()).isEqualTo("[\"IPv4\",\"IPv6\"]");
    assertThat(free.at("/spec/ipFamilyPolicy").asString()).isEqualTo("RequireDualStack");
    ObjectNode bound =
        Conversation.created(
            ServiceKind.type(), json(service.formatted(", 'selector': {'a': 'b'}")));
    assertThat(bound.at("/spec/ipFamilies").toString()).isEqualTo("[\"IPv4\"]");
  }

  @Test
  void aLeaseForgetsWhatOnlyCoordinatedElectionsNeed() {
    String lease =
        "{'apiVersion': 'coordination.k8s.io/v1', 'kind': 'Lease', 'metadata': {'name': 'l'},"
            + " 'spec': {'strategy': 'nonsense', 'preferredHolder': 'x'}}";
    assertThat(errors(LeaseKind.type(), lease)).isEmpty();
    assertThat(Conversation.created(LeaseKind.type(), json(lease)).at("/spec").isEmpty()).isTrue();
  }

  @Test
  void aSecretForTlsWithoutACertificateIsWarnedOf() {
    String secret =
        "{'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': 's'}, 'type':"
            + " 'kubernetes.io/tls', 'data': {'tls.crt': 'eA==', 'tls.key': 'eA=='}}";
    ObjectNode created = Conversation.created(SecretKind.type(), json(secret));
    assertThat(SecretKind.type().strategy().warnings(created))
        .containsExactly("tls: failed to find any PEM data in certificate input");
  }

  @Test
  void addressesAreWrittenPlainly() {
    assertThat(IpAddresses.check("10.0.0.1")).isEmpty();
    assertThat(IpAddresses.check("10.0.0.01")).containsExactly("must not have leading 0s");
    assertThat(IpAddresses.check("::ffff:1.2.3.4"))
        .containsExactly("must not be an IPv4-mapped IPv6 address");
    assertThat(IpAddresses.checkRange("10.0.0.0/08"))
        .containsExactly("must not have leading 0s in IP or prefix length");
    assertThat(IpAddresses.checkRange("10.1.0.0/8"))
        .containsExactly("must not have bits set beyond the prefix length");
  }

  @Test
  void oddRangesAreWarnedOf() {
    FieldPath field = FieldPath.of("f");
    assertThat(IpRange.warnings(field, "10.1.0.0/8"))
        .containsExactly(
            "f: CIDR value \"10.1.0.0/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or"
                + " \"10.1.0.0/32\"?)");
    assertThat(IpRange.warnings(field, "FD00:0::/8"))
        .containsExactly(
            "f: IPv6 CIDR value \"FD00:0::/8\" should be in RFC 5952 canonical format"
                + " (\"fd00::/8\")");
    assertThat(IpRange.warnings(field, "10.0.0.0/8")).isEmpty();
    assertThat(IpRange.warnings(field, "nothing")).isEmpty();
  }
}
