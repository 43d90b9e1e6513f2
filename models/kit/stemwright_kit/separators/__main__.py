"""python -m stemwright_kit.separators: writes test/fixtures/separators; the same graphs every time."""

from .fixtures import FOLDER, write_fixtures

if __name__ == '__main__':
    write_fixtures(FOLDER)
    print(FOLDER)
