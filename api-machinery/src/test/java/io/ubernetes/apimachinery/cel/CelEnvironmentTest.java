package io.ubernetes.apimachinery.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class CelEnvironmentTest {

  private static final ValueType SELF =
      new ValueType.ObjectOf(
          "selfType",
          Map.of(
              "min", ValueType.Scalar.INT,
              "max", ValueType.Scalar.INT,
              "name", ValueType.Scalar.STRING,
              "dashed-name", ValueType.Scalar.STRING,
              "when", ValueType.Scalar.TIMESTAMP,
              "items", new ValueType.ListOf(ValueType.Scalar.INT),
              "labels", new ValueType.MapOf(ValueType.Scalar.STRING),
              "free", ValueType.Scalar.DYN));

  private static final CelEnvironment ENVIRONMENT =
      CelEnvironment.of(Map.of("self", SELF, "any", ValueType.Scalar.DYN));

  private static final ObjectNode OBJECT =
      Json.parseObject(
          """
          {"min": 1, "name": "abc", "dashed-name": "d", "when": "2024-02-29T10:00:00Z",
           "items": [3, 1, 2], "labels": {"a": "b"},
           "free": {"list": [1, 2.5, "x"], "n": null, "deep": {"er": 7}}}
          """
              .getBytes(StandardCharsets.UTF_8));

  private static Evaluation evaluate(String expression) {
    Compilation compilation = ENVIRONMENT.compile(expression);
    assertThat(compilation).as(expression).isInstanceOf(Compilation.Compiled.class);
    CelProgram program = ((Compilation.Compiled) compilation).program();
    return program.evaluate(Map.of("self", OBJECT, "any", OBJECT), CostBudget.ofRequest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.min == 1 && !has(self.max)",
        "self.items.all(i, i > 0) && self.items.exists_one(i, i == 2)",
        "self.items.map(i, i * 2) == [6, 2, 4]",
        "self.items.filter(i, i > 1).size() == 2",
        "self.dashed__dash__name == 'd'",
        "self.labels['a'] == 'b' && 'a' in self.labels && !('b' in self.labels)",
        "self.labels.all(k, k == 'a')",
        "self.labels.all(k, v, k == 'a' && v == 'b')",
        "self.?max.orValue(5) == 5 && self.?min.hasValue()",
        "self.when.getFullYear() == 2024 && self.when < timestamp('2025-01-01T00:00:00Z')",
        "self.free.list[1] == 2.5 && self.free.n == null && self.free.deep.er > 6.5",
        "any.free.deep.er == 7 && has(any.free.deep) && !has(any.free.none)",
        "duration('1h30m') == duration('90m')",
        "[1, 2, 3].isSorted() && !self.items.isSorted() && self.items.sum() == 6",
        "self.items.min() == 1 && self.items.max() == 3 && [1.5, 2.5].sum() == 4.0",
        "['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2",
        "'hello'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3",
        "dyn([1, 2]).sum() == 3 && dyn(['a']).max() == 'a'",
        "'abc 123'.find('[0-9]+') == '123' && '1 a 2'.findAll('[0-9]') == ['1', '2']",
        "'1 a 2'.findAll('[0-9]', 1) == ['1']",
        "isURL('https://a.b/c') && !isURL('../a') && url('https://a:80/p?k=v').getPort() == '80'",
        "url('https://[::1]:80/').getHostname() == '::1'",
        "url('https://a/b c').getEscapedPath() == '/b%20c'",
        "url('https://a/?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}",
        "isIP('10.0.0.1') && !isIP('10.0.0.256') && ip('::1').family() == 6",
        "!ip.isCanonical('2001:DB8::1') && ip.isCanonical('2001:db8::1')",
        "string(ip('10.0.0.1')) == '10.0.0.1' && string(5) == '5'",
        "ip('127.0.0.1').isLoopback() && ip('10.0.0.1') == ip('10.0.0.1')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP('11.0.0.1')",
        "cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) && isCIDR('::/0')",
        "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.1.2.3/8').ip().family() == 4",
        "cidr('10.0.0.0/8').prefixLength() == 8 && string(cidr('10.0.0.0/8')) == '10.0.0.0/8'",
        "quantity('1Gi').isGreaterThan(quantity('1G')) && isQuantity('5m') && !isQuantity('x')",
        "quantity('50k').add(20) == quantity('50020') && quantity('50k').asInteger() == 50000",
        "quantity('1').compareTo(quantity('1000m')) == 0 && sign(quantity('-1')) == -1",
        "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('1.0.0-rc.1') && !isSemver('1')",
        "semver('v1.2', true).minor() == 2 && semver('1.0.0-a').compareTo(semver('1.0.0')) == -1",
        "!format.dns1123Label().validate('a-b').hasValue() && format.named('uri').hasValue()",
        "format.dns1123Label().validate('A').hasValue() && !format.named('x').hasValue()",
        "'%d %s %.2f'.format([1, 'a', 2.5]) == '1 a 2.50' && '%s'.format([[1, 'a']]) == '[1, a]'",
        "'a,b'.split(',').join('-') == 'a-b' && ' a '.trim() == 'a' && 'aXb'.lowerAscii() == 'axb'",
        "'abc'.substring(1, 2) == 'b' && 'abc'.replace('b', 'x') == 'axc' && 'a'.charAt(0) == 'a'",
        "sets.contains([1, 2], [1]) && sets.equivalent([1, 2], [2, 1]) && sets.intersects([1], [1])",
        "[1, 2, 3].slice(1, 2) == [2] && [[1], [2]].flatten() == [1, 2] && [3, 1].sort() == [1, 3]",
        "[1, 1].distinct() == [1] && lists.range(2) == [0, 1] && [1, 2].reverse() == [2, 1]",
        "[1, 2].first().value() == 1 && [1, 2].last().value() == 2",
        "self.name.matches('^[a-c]+$') && self.name.startsWith('a') && 'b' in ['a', 'b']",
        "type(self.min) == int && type('a') == string",
        "1 < 2.5 && 1u <= 1 && 7 % 4 == 3 && -self.min == -1",
        "(self.min == 1 || self.max == 1) && (true ? 1 : 2) == 1",
        "optional.of(1).optMap(x, x + 1).value() == 2 && [?optional.none(), 2] == [2]",
        "self.items == [3, 1, 2] && self.labels == {'a': 'b'}",
        "b'abc' == bytes('abc') && size('äö') == 2",
        "self.items.transformList(i, v, i + v) == [3, 2, 4]"
      })
  void whatKubernetesFunctionsSayIsTrue(String expression) {
    assertThat(evaluate(expression)).as(expression).isEqualTo(new Evaluation.Value(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          self.min <= self.max          | no such key: max
          self.labels.x == 'a'          | no such key: x
          self.items[5] == 1            | index out of bounds: 5
          1 / 0 == 1                    | division by zero
          1 % (self.min - 1) == 1       | modulus by zero
          9223372036854775807 + 1 == 0  | integer overflow
          any.free.deep > 3             | no such overload
          any.free.n.x == 1             | no such key: x
          any.name.x == 1               | no such key: x
          any.name['x'] == 1            | no such key: x
          any.free.n[3] == 'a'          | no such key: 3
          has(any.free.n.x.y)           | no such key: x
          int('abc') == 1               | type conversion error from 'string' to 'int'
          duration(self.name) == duration('1s') | type conversion error from 'string' to 'google.protobuf.Duration'
          [1].filter(i, i > 1).max() == 1 | max called on empty list
          url('../a').getHost() == ''   | URL parse error during conversion from string: parse "../a": invalid URI for request
          cidr('10.0.0.0/33') == cidr('10.0.0.0/8') | network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.0.0.0/33"): prefix length out of range
          self.name.matches(self.name + '[') | error parsing regexp: missing closing ]: `[`
          """)
  void whatHasNoResultSaysWhyInGoWords(String expression, String message) {
    assertThat(evaluate(expression)).isEqualTo(new Evaluation.Failed(message));
  }

  @Test
  void wrongExpressionsAreRefusedInGoWords() {
    assertThat(ENVIRONMENT.compile("self >"))
        .isEqualTo(
            new Compilation.Failed(
                """
                ERROR: <input>:1:7: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}
                 | self >
                 | ......^\
                """));
    assertThat(ENVIRONMENT.compile("self.min + 'a' == 1"))
        .isEqualTo(
            new Compilation.Failed(
                """
                ERROR: <input>:1:10: found no matching overload for '_+_' applied to '(int, string)'
                 | self.min + 'a' == 1
                 | .........^\
                """));
    assertThat(ENVIRONMENT.compile("self.foo == 1"))
        .isEqualTo(
            new Compilation.Failed(
                """
                ERROR: <input>:1:5: undefined field 'foo'
                 | self.foo == 1
                 | ....^\
                """));
    assertThat(ENVIRONMENT.compile("self.name.matches('[')"))
        .isEqualTo(
            new Compilation.Failed(
                """
                ERROR: <input>:1:19: invalid matches argument
                 | self.name.matches('[')
                 | ..................^\
                """));
    assertThat(ENVIRONMENT.compile("has(self)"))
        .isEqualTo(
            new Compilation.Failed(
                """
                ERROR: <input>:1:5: invalid argument to has() macro
                 | has(self)
                 | ....^\
                """));
    assertThat(ENVIRONMENT.compile("[1,'a'].size()==2"))
        .isEqualTo(
            new Compilation.Failed(
                """
                ERROR: <input>:1:4: expected type 'int' but found 'string'
                 | [1,'a'].size()==2
                 | ...^\
                """));
  }

  @Test
  void anExpressionThatCostsTooMuchIsStopped() {
    String list = "[" + "0,".repeat(99) + "0]";
    String loops =
        list + ".all(a, " + list + ".all(b, " + list + ".all(c, " + list + ".all(d, d == 0))))";
    assertThat(evaluate(loops)).isEqualTo(new Evaluation.TooExpensive(Evaluation.Limit.CALL));
    Compilation.Compiled cheap =
        (Compilation.Compiled) ENVIRONMENT.compile("self.items.all(i, i > 0)");
    assertThat(cheap.program().evaluate(Map.of("self", OBJECT), new CostBudget(5)))
        .isEqualTo(new Evaluation.TooExpensive(Evaluation.Limit.BUDGET));
  }

  @Test
  void aProgramKnowsWhatItUsesAndReturns() {
    CelProgram program = ((Compilation.Compiled) ENVIRONMENT.compile("self.min > 1")).program();
    assertThat(program.uses("self")).isTrue();
    assertThat(program.uses("any")).isFalse();
    assertThat(program.resultType()).isEqualTo("bool");
    assertThat(program.returns(ValueType.Scalar.BOOL)).isTrue();
    assertThat(program.returns(ValueType.Scalar.STRING)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.set == self.otherSet && self.set == ['c', 'a', 'b'] && !(self.set != self.otherSet)",
        "self.set != ['a', 'b'] && self.set != ['a', 'b', 'd'] && ['c', 'a', 'b'] != self.set",
        "self.set + ['d', 'a'] == ['d', 'c', 'b', 'a'] && (self.set + ['a']).size() == 3",
        "(self.set + ['z'])[3] == 'z' && (self.set + ['z']) + ['z', 'y'] == ['a', 'b', 'c', 'y', 'z']",
        "self.map == self.otherMap && self.map != [self.map[0]]",
        "(self.map + [self.changed]).size() == 2 && (self.map + [self.changed])[0].v == 9",
        "self.map + self.otherMap == self.map",
        "self.holder == self.otherHolder && [self.set] == [self.otherSet]",
        "[1, 2] + [3] == [1, 2, 3] && [1, 2] != [2, 1] && dyn([1]) + dyn([2]) == dyn([1, 2])",
        "'a' + 'b' == 'ab' && 1 + 2 == 3 && 1.5 + 1.5 == 3.0 && dyn(1) == dyn(1.0)",
        "{'a': [1]} == {'a': [1]} && {'a': 1} != {'a': 2} && null == null && dyn(null) != dyn(1)",
        "duration('1h') + duration('1h') == duration('2h')",
        "optional.of(1) == optional.of(1) && b'a' == b'a' && type(1) == int",
      })
  void listsOfTypeSetAndMapAreComparedAndAddedByWhatIdentifiesTheirItems(String expression) {
    ValueType item =
        new ValueType.ObjectOf(
            "item", Map.of("k-1", ValueType.Scalar.STRING, "v", ValueType.Scalar.INT));
    ValueType set =
        new ValueType.ListOf(ValueType.Scalar.STRING, ValueType.Identity.SET, List.of());
    ValueType map = new ValueType.ListOf(item, ValueType.Identity.MAP, List.of("k-1"));
    ValueType holder = new ValueType.ObjectOf("holder", Map.of("set", set));
    CelEnvironment environment =
        CelEnvironment.of(
            Map.of(
                "self",
                new ValueType.ObjectOf(
                    "self",
                    Map.of(
                        "set",
                        set,
                        "otherSet",
                        set,
                        "map",
                        map,
                        "otherMap",
                        map,
                        "changed",
                        item,
                        "holder",
                        holder,
                        "otherHolder",
                        holder))));
    ObjectNode object =
        Json.parseObject(
            """
            {"set": ["a", "b", "c"], "otherSet": ["b", "c", "a"],
             "map": [{"k-1": "x", "v": 1}, {"k-1": "y", "v": 2}],
             "otherMap": [{"k-1": "y", "v": 2}, {"k-1": "x", "v": 1}],
             "changed": {"k-1": "x", "v": 9},
             "holder": {"set": ["a", "b"]}, "otherHolder": {"set": ["b", "a"]}}
            """
                .getBytes(StandardCharsets.UTF_8));
    assertThat(environment.compile(expression))
        .isInstanceOfSatisfying(
            Compilation.Compiled.class,
            compiled ->
                assertThat(
                        compiled.program().evaluate(Map.of("self", object), CostBudget.ofRequest()))
                    .isEqualTo(new Evaluation.Value(true)));
  }
}
