package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "my-name", "123-abc", "a--b"})
  void labelsOfDnsAreTaken(String name) {
    assertThat(Names.dns1123Label(name)).isEmpty();
    assertThat(Names.dns1123Subdomain(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "ä", "a..b", ".a", "a."})
  void otherTextIsNeitherALabelNorASubdomain(String name) {
    assertThat(Names.dns1123Label(name)).containsExactly(LABEL);
    assertThat(Names.dns1123Subdomain(name)).containsExactly(SUBDOMAIN);
  }

  @Test
  void aSubdomainIsNoLabelForItsDots() {
    assertThat(Names.dns1123Label("a.b")).containsExactly("must not contain dots");
    assertThat(Names.dns1123Subdomain("a.b")).isEmpty();
  }

  @Test
  void lengthsAreLimited() {
    assertThat(Names.dns1123Label("a".repeat(63))).isEmpty();
    assertThat(Names.dns1123Label("a".repeat(64)))
        .containsExactly("must be no more than 63 characters");
    assertThat(Names.dns1123Subdomain("a".repeat(254)))
        .containsExactly("must be no more than 253 characters");
    assertThat(Names.labelValue("a".repeat(64))).containsExactly("must be no more than 63 bytes");
    assertThat(Names.portName("a".repeat(16)))
        .containsExactly("must be no more than 15 characters");
  }

  @Test
  void hugeTextIsCheckedInOneScan() {
    assertThat(Names.dns1123Subdomain("a.".repeat(1_000_000))).hasSize(2);
    assertThat(Names.qualifiedName("a".repeat(3_000_000))).hasSize(1);
  }

  @Test
  void aLabelOfRfc1035StartsWithALetter() {
    assertThat(Names.dns1035Label("web-1")).isEmpty();
    assertThat(Names.dns1035Label("1-web")).hasSize(1);
    assertThat(Names.dns1035Label("")).hasSize(1);
  }

  @Test
  void qualifiedNamesHaveAnOptionalPrefix() {
    assertThat(Names.qualifiedName("app")).isEmpty();
    assertThat(Names.qualifiedName("example.com/My_App.1")).isEmpty();
    assertThat(Names.qualifiedName("/app")).containsExactly("prefix part must be non-empty");
    assertThat(Names.qualifiedName("Example/app")).containsExactly("prefix part " + SUBDOMAIN);
    assertThat(Names.qualifiedName("bad key"))
        .containsExactly(
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and"
                + " end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or"
                + " '123-abc', regex used for validation is"
                + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
    assertThat(Names.qualifiedName("a/b/c"))
        .singleElement()
        .asString()
        .startsWith("a valid label key must consist of")
        .endsWith("with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    assertThat(Names.qualifiedName("a/")).first().isEqualTo("name part must be non-empty");
  }

  @Test
  void labelValuesMayBeEmpty() {
    assertThat(Names.labelValue("")).isEmpty();
    assertThat(Names.labelValue("My_Value.1")).isEmpty();
    assertThat(Names.labelValue("has space")).hasSize(1);
    assertThat(Names.labelValue("_")).hasSize(1);
  }

  @Test
  void pathSegmentsDoNotBreakPaths() {
    assertThat(Names.pathSegment("system:node:x")).isEmpty();
    assertThat(Names.pathSegment("..")).containsExactly("may not be '..'");
    assertThat(Names.pathSegmentPrefix("..")).isEmpty();
    assertThat(Names.pathSegment("a/%")).hasSize(2);
  }

  @Test
  void portNamesNeedALetter() {
    assertThat(Names.portName("http-2")).isEmpty();
    assertThat(Names.portName("80")).containsExactly("must contain at least one letter (a-z)");
    assertThat(Names.portName("-a--b")).hasSize(2);
    assertThat(Names.portName("UPPER")).hasSize(2);
  }

  @Test
  void configKeysDoNotClimb() {
    assertThat(Names.configKey("tls.crt")).isEmpty();
    assertThat(Names.configKey("..")).containsExactly("must not be '..'");
    assertThat(Names.configKey("..x")).containsExactly("must not start with '..'");
    assertThat(Names.configKey("a b")).hasSize(1);
    assertThat(Names.configKey("")).hasSize(1);
  }

  @Test
  void environmentVariablesArePrintable() {
    assertThat(Names.environmentVariable("1 strange NAME")).isEmpty();
    assertThat(Names.environmentVariable("a=b")).hasSize(1);
    assertThat(Names.environmentVariable("")).hasSize(1);
  }

  @Test
  void portsHaveARange() {
    assertThat(Names.portNumber(1)).isEmpty();
    assertThat(Names.portNumber(0)).containsExactly("must be between 1 and 65535, inclusive");
  }

  @Property
  void theScannersAgreeWithTheExpressionsInTheirMessages(
      @ForAll
          @net.jqwik.api.constraints.StringLength(max = 12)
          @net.jqwik.api.constraints.Chars({'a', 'Z', '0', '-', '.', '_', ' '})
          String text) {
    String label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    assertThat(Names.dns1123Label(text).isEmpty()).isEqualTo(text.matches(label));
    assertThat(Names.dns1123Subdomain(text).isEmpty())
        .isEqualTo(text.matches(label + "(\\." + label + ")*"));
    assertThat(Names.dns1035Label(text).isEmpty())
        .isEqualTo(text.matches("[a-z]([-a-z0-9]*[a-z0-9])?"));
    assertThat(Names.labelValue(text).isEmpty())
        .isEqualTo(text.matches("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"));
    assertThat(Names.qualifiedName(text).isEmpty())
        .isEqualTo(text.matches("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"));
  }
}
