import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.hashchain import GENESIS, canonical, link

texts = st.text(max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts, lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
contents = st.dictionaries(texts, values, max_size=4)


def test_a_link_is_the_hash_of_the_previous_link_and_the_sorted_content():
    assert canonical({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'.encode()
    assert link(GENESIS, {"b": 1, "a": "ü"}) == hashlib.sha256(bytes(32) + '{"a":"ü","b":1}'.encode()).digest()


@given(contents)
def test_the_order_of_keys_does_not_matter(content):
    assert canonical(dict(reversed(content.items()))) == canonical(content)


@given(contents, contents)
def test_other_content_gives_another_link(one, other):
    assert (link(GENESIS, one) == link(GENESIS, other)) == (canonical(one) == canonical(other))


def test_the_same_content_after_another_link_gives_another_link():
    assert link(link(GENESIS, {"a": 1}), {"a": 2}) != link(GENESIS, {"a": 2})


@pytest.mark.parametrize("value", [0.1, [1, 2.5], {"deep": [{"deeper": 1.0}]}])
def test_floats_are_refused(value):
    with pytest.raises(TypeError, match="float"):
        canonical({"value": value})
