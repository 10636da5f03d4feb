"""Reads a catalogue as a CKAN portal does, with ckanext-dcat, and prints its datasets as JSON. Runs in the environment of `ckan.txt`."""

import json
import sys

from ckanext.dcat.processors import RDFParser

parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(sys.stdin.read(), _format="turtle")
json.dump(list(parser.datasets()), sys.stdout)
