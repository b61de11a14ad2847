package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QuantityPropertyTest {

  @Property
  void printingAndParsingAgainKeepsTheAmount(@ForAll("quantities") Quantity quantity) {
    Quantity again = Quantity.parse(quantity.toString());
    assertThat(again).isEqualTo(quantity);
    assertThat(again.exact()).isEqualByComparingTo(quantity.exact());
  }

  @Property
  void printedTextIsAFixedPoint(@ForAll("quantities") Quantity quantity) {
    String text = quantity.add(Quantity.ZERO).toString();
    assertThat(Quantity.parse(text)).hasToString(text);
  }

  @Property
  void additionIsExact(@ForAll("quantities") Quantity a, @ForAll("quantities") Quantity b) {
    BigDecimal sum = a.exact().add(b.exact());
    assertThat(a.add(b).exact()).isEqualByComparingTo(sum);
    assertThat(a.add(b)).isEqualTo(b.add(a)).hasSameHashCodeAs(b.add(a));
    assertThat(a.add(b).subtract(b)).isEqualTo(a);
  }

  @Property
  void orderIsTheOrderOfTheAmounts(
      @ForAll("quantities") Quantity a, @ForAll("quantities") Quantity b) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(a.subtract(b).signum());
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
  }

  @Property
  void arbitraryTextIsRefusedOrUnderstoodButNeverFailsOtherwise(@ForAll String text) {
    Quantity.tryParse(text).ifPresent(q -> assertThat(Quantity.parse(q.toString())).isEqualTo(q));
  }

  @Provide
  Arbitrary<Quantity> quantities() {
    Arbitrary<String> numbers =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-2_000_000, 2_000_000).map(String::valueOf),
            Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, new BigDecimal(5000))
                .ofScale(4)
                .map(BigDecimal::toPlainString));
    Arbitrary<String> suffixes =
        Arbitraries.of(
            "", "n", "u", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "e3", "E-2", "e0");
    return Combinators.combine(numbers, suffixes).as((n, s) -> Quantity.parse(n + s));
  }
}
